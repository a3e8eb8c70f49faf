/** CoreDNS's configuration for a cluster without egress. Pure. */

/** Answers NXDOMAIN at once for every name outside of the cluster. Without it, clients would wait for an upstream that cannot be reached. */
const NOTHING_ELSE = `.:53 {
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`

/**
 * Removes all forwarding: names of the cluster are answered as before, and other names get NXDOMAIN. From a Corefile with
 * another layout than kubeadm's only `forward` and `loop` are removed; names outside then fail.
 */
export function withoutForwarding(corefile: string): string {
  const closed = corefile
    .replace(/^[ \t]*forward[ \t][^\n{]*(\{[^}]*\})?[ \t]*\n/gm, '')
    // The loop plugin sends a query to the upstream, and there is none.
    .replace(/^[ \t]*loop[ \t]*\n/gm, '')
  const zones = /^[ \t]*kubernetes[ \t]+([^\n{]+?)[ \t]*\{/m.exec(closed)?.[1]
  if (zones === undefined || !/^\.:53[ \t]*\{/m.test(closed) || closed.includes(NOTHING_ELSE)) return closed
  const keys = zones
    .split(/\s+/)
    .map((zone) => `${zone}:53`)
    .join(' ')
  return `${closed.replace(/^\.:53[ \t]*\{/m, `${keys} {`).trimEnd()}\n${NOTHING_ELSE}`
}
