/** Datapath kube-proxy-iptables: netfilter translates service addresses at the first packet of a connection. */
import { join } from 'node:path'
import { edgesToPodAddresses } from '../../../../scenario/topology.ts'
import { tryRun } from '../../../../system/command.ts'
import { conntrackSource } from '../../../shared/conntrack/flow-source.ts'
import type { CounterClaim, NetnsDatapath, NodeSite } from '../../datapath.ts'
import type { Backend } from '../../netfilter/backend.ts'
import { dnsClaim, translationClaim } from '../../netfilter/claims.ts'
import { COUNTER_SOURCE, installKubeProxy, MASQUERADED } from '../../netfilter/rules.ts'
import { databasePortName, DNS_SERVICE_PORT, httpPortName } from '../../netfilter/service-ports.ts'
import { proveServiceAddresses } from '../../proofs/service-addresses.ts'
import { description } from './describe.ts'
import { trackedNode } from './tracked-node.ts'

export const kubeProxyIptables: NetnsDatapath = kubeProxyWith()

/** The datapath with a given iptables backend and less room for events of connections, so that tests can try both. */
export function kubeProxyWith(backend?: Backend, eventBufferBytes?: number): NetnsDatapath {
  return {
    description,
    namesResolveTo: 'vip',
    async install(site) {
      const rules = await installKubeProxy(site, backend)
      const conntrack = await site.onceARun('version of conntrack', () => tryRun('conntrack', ['--version']))
      return {
        settings: rules.settings,
        claims: claimsOf(site),
        readCounters: () => rules.readCounters(),
        prove: (probes) => proveServiceAddresses(site, probes),
        kernelMemory: () => Promise.resolve(rules.kernelMemory),
        flowSource: conntrackSource(conntrack, () => Promise.resolve([trackedNode(site)]), {
          arm: site.arm.name,
          cgroup: join(site.cgroup, 'node', 'agent'),
          ...(eventBufferBytes !== undefined && { bufferBytes: eventBufferBytes }),
        }),
      }
    },
  }
}

function claimsOf(site: NodeSite): CounterClaim[] {
  // Some calls go straight to these pods, by the scenario.
  const atPod = new Set(edgesToPodAddresses(site.topology).map(({ to }) => to))
  return [
    ...site.services.map((service) =>
      translationClaim(httpPortName(service), {
        ...(atPod.has(service.name)
          ? {
              claim: `no more connections to ${service.name} were translated than it accepted`,
              comparison: 'at most',
            }
          : {
              claim: `every connection to ${service.name} was translated from its service address`,
              comparison: 'exactly',
            }),
        expected: (traffic) => traffic.connectionsAccepted[service.name] ?? 0,
      }),
    ),
    ...site.databases.map((database) =>
      translationClaim(databasePortName(database), {
        claim: `every connection to ${database.name} was translated from its service address`,
        comparison: 'exactly',
        expected: (traffic) => traffic.databases[database.name]?.sessions ?? NaN,
      }),
    ),
    dnsClaim(),
    translationClaim(DNS_SERVICE_PORT, {
      claim: 'DNS over UDP was translated for no more than the queries answered',
      comparison: 'at most',
      expected: (traffic) => traffic.dnsQueries,
    }),
    {
      claim: 'services see the address of the pod that calls them',
      where: 'node, KUBE-POSTROUTING',
      source: COUNTER_SOURCE,
      counter: MASQUERADED,
      comparison: 'exactly',
      expected: () => 0,
    },
  ]
}
