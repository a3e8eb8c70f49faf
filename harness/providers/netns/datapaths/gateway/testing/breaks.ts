import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { policyPairs } from '../../../../../arm/policy-matrix.ts'
import { run } from '../../../../../system/command.ts'
import { inNetns } from '../../../../../system/network-namespace.ts'
import { SERVICE_PORT, TARGET_PORT, type NodeSite } from '../../../datapath.ts'
import type { Message } from '../../../envoy/config/message.ts'
import { endEnvoy, makeProxyDirectory, startEnvoy, waitUntilReady } from '../../../envoy/envoy.ts'
import { chooseBackend } from '../../../netfilter/backend.ts'
import type { Breaks } from '../../../testing/break.ts'
import { GATEWAYS } from '../claims.ts'

interface Config {
  static_resources: {
    listeners: { filter_chains: { filters: { typed_config: { route_config: RouteConfig } }[] }[] }[]
  }
}
interface RouteConfig {
  virtual_hosts: { routes: Message[] }[]
}

/** Restarts each gateway without what its routes say of who may call. */
async function forgetPolicy(site: NodeSite) {
  for (const pod of site.gateways!.pods) {
    const config = JSON.parse(
      await readFile(join(site.configDir, `envoy-${pod.name}.json`), 'utf8'),
    ) as Config & Message
    for (const { filter_chains: chains } of config.static_resources.listeners)
      for (const { typed_config: manager } of chains.flatMap(({ filters }) => filters))
        for (const { routes } of manager.route_config.virtual_hosts)
          for (const route of routes) delete route['typed_per_filter_config']
    const directory = await makeProxyDirectory(site, pod)
    await endEnvoy(pod, directory)
    await waitUntilReady(await startEnvoy(site, pod, directory, config))
  }
}

/** Adds or removes a rule by which the client's calls skip the gateway. Every page is still answered. */
async function clientSkips(site: NodeSite, action: '--insert' | '--delete') {
  const [service] = site.services
  await run(
    ...inNetns(site.netns, [
      ...[`iptables-${await chooseBackend(site)}`, '--table', 'nat', action, 'PREROUTING'],
      ...['--source', site.client.address, '--destination', site.gateways!.vip],
      ...['--protocol', 'tcp', '--dport', String(SERVICE_PORT)],
      ...['--jump', 'DNAT', '--to-destination', `${service!.pod.address}:${TARGET_PORT}`],
    ]),
  )
}

export const breaks: Breaks = {
  gateway: [
    {
      what: 'a client whose calls skip the gateway',
      breakIt: (site) => clientSkips(site, '--insert'),
      found: (site) => [GATEWAYS, site.services[0]!.name],
      mend: (site) => clientSkips(site, '--delete'),
    },
    {
      what: 'a gateway that forgot the policy',
      breakIt: forgetPolicy,
      found: ({ topology }) =>
        policyPairs(topology)
          .filter(({ allowed }) => !allowed)
          .map(({ from, to }) => `${from} → ${to}`),
    },
  ],
}
