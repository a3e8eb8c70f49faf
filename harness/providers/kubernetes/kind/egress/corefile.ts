/** CoreDNS's configuration for a cluster without a way out. Pure. */

/** What is no name of the cluster does not exist: an answer at once, where a lost upstream would be waited for. */
const NOTHING_ELSE = `.:53 {
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`

/**
 * Names of the cluster are answered as before, and all others are said not to exist; nothing is forwarded. A text that is
 * not laid out as kubeadm writes it loses its forwarding only: names outside then fail.
 */
export function withoutForwarding(corefile: string): string {
  const closed = corefile
    .replace(/^[ \t]*forward[ \t][^\n{]*(\{[^}]*\})?[ \t]*\n/gm, '')
    // It asks the upstream a question to find itself; there is none.
    .replace(/^[ \t]*loop[ \t]*\n/gm, '')
  const zones = /^[ \t]*kubernetes[ \t]+([^\n{]+?)[ \t]*\{/m.exec(closed)?.[1]
  if (zones === undefined || !/^\.:53[ \t]*\{/m.test(closed) || closed.includes(NOTHING_ELSE)) return closed
  const keys = zones
    .split(/\s+/)
    .map((zone) => `${zone}:53`)
    .join(' ')
  return `${closed.replace(/^\.:53[ \t]*\{/m, `${keys} {`).trimEnd()}\n${NOTHING_ELSE}`
}
