import { run } from '../../../../../system/command.ts'
import { inNetns } from '../../../../../system/network-namespace.ts'
import { TARGET_PORT, type NodeSite } from '../../../datapath.ts'
import { chooseBackend } from '../../../netfilter/backend.ts'
import { httpPortName } from '../../../netfilter/service-ports.ts'
import type { Breaks } from '../../../testing/break.ts'

/** Adds or removes a rule in front of kube-proxy's rules. Every page is still answered, but bypasses kube-proxy's rules. */
async function shortcutTo(site: NodeSite, action: '--insert' | '--delete') {
  const [service] = site.services
  const rule = [
    ...[`iptables-${await chooseBackend(site)}`, '--table', 'nat'],
    ...[action, 'PREROUTING', '--destination', service!.vip, '--protocol', 'tcp'],
    ...['--jump', 'DNAT', '--to-destination', `${service!.pod.address}:${TARGET_PORT}`],
  ]
  await run(...inNetns(site.netns, rule))
}

export const breaks: Breaks = {
  'kube-proxy-iptables': [
    {
      what: "a rule in front of kube-proxy's that carries calls of one service",
      breakIt: (site) => shortcutTo(site, '--insert'),
      found: (site) => [`node, KUBE-SEP of ${httpPortName(site.services[0]!)}`],
      mend: (site) => shortcutTo(site, '--delete'),
    },
  ],
}
