import { policyPairs } from '../../../../../arm/policy-matrix.ts'
import { run } from '../../../../../system/command.ts'
import { inNetns } from '../../../../../system/network-namespace.ts'
import type { NodeSite } from '../../../datapath.ts'
import { chooseBackend } from '../../../netfilter/backend.ts'
import { httpPortName } from '../../../netfilter/service-ports.ts'
import type { Break, Breaks } from '../../../testing/break.ts'
import {
  permissive,
  sendingPlaintext,
  trustingAnyAuthority,
  withoutAuthorization,
  withoutClientCertificates,
} from './loosened-config.ts'
import { replaceEnvoy } from './replace-envoy.ts'
import type { Message } from '../../../envoy/config/message.ts'

/** Adds or removes a rule that lets the client's programs bypass the client's proxy. */
async function passProxyOf(site: NodeSite, action: '--insert' | '--delete') {
  const rule = ['--table', 'nat', action, 'OUTPUT', '--jump', 'ACCEPT']
  await run(...inNetns(site.client.netns, [`iptables-${await chooseBackend(site)}`, ...rule]))
}

/** A break: the proxy of a pod lets in clients that it must refuse. */
const lettingIn = (whom: string, change: (config: Message) => Message): Break => ({
  what: `a pod that lets in ${whom}`,
  breakIt: (site) => replaceEnvoy(site, 'stock', change),
  found: () => ['pods stock'],
  mend: (site) => replaceEnvoy(site, 'stock', (config) => config),
})

export const breaks: Breaks = {
  sidecar: [
    {
      what: 'a client that goes around its proxy',
      breakIt: (site) => passProxyOf(site, '--insert'),
      // The node then translates the client's calls, as those of a pod without a proxy.
      found: (site) => ['Envoy of client', `node, KUBE-SEP of ${httpPortName(site.services[0]!)}`],
      mend: (site) => passProxyOf(site, '--delete'),
    },
  ],
  'sidecar-mtls': [
    lettingIn('plaintext', permissive),
    lettingIn('callers without a certificate', withoutClientCertificates),
    lettingIn('callers of any authority', trustingAnyAuthority),
    {
      what: 'a pair of proxies that talk in plaintext where nobody minds',
      async breakIt(site) {
        await replaceEnvoy(site, 'stock', (config) => permissive(withoutAuthorization(config)))
        await replaceEnvoy(site, 'orders', sendingPlaintext)
      },
      found: ({ topology }) =>
        [
          ...['Envoy of stock', 'node side of every veth, a call of orders', 'pods stock'],
          ...policyPairs(topology)
            .filter(({ to, allowed }) => to === 'stock' && !allowed)
            .map(({ from, to }) => `${from} → ${to}`),
        ].toSorted(),
    },
  ],
}
