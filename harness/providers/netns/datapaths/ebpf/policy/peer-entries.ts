/**
 * The rules for one peer as entries of which the longest match is the verdict. Which rule wins is settled here, so that the kernel
 * looks up once however many rules there are.
 */
import type { PeerRule } from '../../../../../policy/compiled.ts'
import { LAST_PORT, portPrefixes } from './port-prefixes.ts'

/** What the entries need of a rule, with a number for its policy. */
export type NumberedRule = Pick<PeerRule, 'verdict' | 'protocol' | 'ports'> & { policy: number }

export interface Entry {
  verdict: PeerRule['verdict']
  /** In the words of the loader: "tcp 8080/16", "udp any", "any any". */
  match: string
  policy: number
}

/** @param rules all rules that match the peer */
export function entriesOf(rules: readonly NumberedRule[]): Entry[] {
  // Only rules for every protocol match ICMP. Their entry is the shortest, so it also answers where no other entry matches.
  const base = decide(rules.filter(({ protocol, ports }) => protocol === 'any' && ports === null))
  return [
    ...(base ? [{ ...base, match: 'any any' }] : []),
    ...(['TCP', 'UDP'] as const).flatMap((protocol) => {
      const ofProtocol = rules.filter((rule) => rule.protocol === 'any' || rule.protocol === protocol)
      return intervalsOf(ofProtocol)
        .filter(({ outcome }) => !same(outcome, base))
        .flatMap(({ from, to, outcome }) =>
          outcome === null
            ? []
            : matchesOf(from, to).map((ports) => ({
                ...outcome,
                match: `${protocol.toLowerCase()} ${ports}`,
              })),
        )
    }),
  ]
}

const matchesOf = (from: number, to: number): string[] =>
  from === 0 && to === LAST_PORT ? ['any'] : portPrefixes(from, to)

/** What a packet's matching rules say together; null where there is none. */
type Outcome = Pick<Entry, 'verdict' | 'policy'> | null

/** A rule that denies wins over all that allow. */
function decide(matching: readonly NumberedRule[]): Outcome {
  const decisive = matching.find(({ verdict }) => verdict === 'deny') ?? matching[0]
  return decisive ? { verdict: decisive.verdict, policy: decisive.policy } : null
}

const same = (a: Outcome, b: Outcome): boolean => a?.verdict === b?.verdict && a?.policy === b?.policy

/** The ports from 0 to the last, cut where the outcome changes. */
function intervalsOf(rules: readonly NumberedRule[]): { from: number; to: number; outcome: Outcome }[] {
  const ranges = rules.map((rule) => ({ rule, from: rule.ports?.from ?? 0, to: rule.ports?.to ?? LAST_PORT }))
  const starts = [...new Set([0, ...ranges.flatMap(({ from, to }) => [from, to + 1])])]
    .filter((port) => port <= LAST_PORT)
    .toSorted((a, b) => a - b)
  const intervals: ReturnType<typeof intervalsOf> = []
  for (const [index, from] of starts.entries()) {
    const to = (starts[index + 1] ?? LAST_PORT + 1) - 1
    const outcome = decide(
      ranges.filter((range) => range.from <= from && range.to >= to).map(({ rule }) => rule),
    )
    const last = intervals.at(-1)
    if (last && same(last.outcome, outcome)) last.to = to
    else intervals.push({ from, to, outcome })
  }
  return intervals
}
