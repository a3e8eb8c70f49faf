/** Parses counters of rules from the text of `iptables-save --counters`. */

export interface RuleCounter {
  chain: string
  packets: number
  /** DNAT, MASQUERADE, or the chain jumped to. */
  target: string
}

const RULE = /^\[(\d+):\d+\] -A (\S+) (?:.* )?-j (\S+)/

/** Every rule with a target, in the order of the text. The nat table counts only the first packet of each connection. */
export function parseRuleCounters(saved: string): RuleCounter[] {
  return saved.split('\n').flatMap((line) => {
    const [, packets, chain, target] = RULE.exec(line) ?? []
    return packets && chain && target ? [{ chain, target, packets: Number(packets) }] : []
  })
}
