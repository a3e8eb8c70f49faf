/** Datapath kube-proxy-iptables: service addresses translated by netfilter at a connection's first packet. */
import type { CounterClaim, NetnsDatapath, NodeSite, Probes, Proof } from '../../datapath.ts'
import type { Backend } from '../../netfilter/backend.ts'
import { COUNTER_SOURCE, installKubeProxy, MASQUERADED, translatedTo } from '../../netfilter/rules.ts'
import { DNS_SERVICE_PORT, httpPortName } from '../../netfilter/service-ports.ts'

/** A port no service has. */
const UNKNOWN_PORT = 81

export const kubeProxyIptables: NetnsDatapath = kubeProxyWith()

/** The datapath with a backend named, for tests of both. */
export function kubeProxyWith(backend?: Backend): NetnsDatapath {
  return {
    name: 'kube-proxy-iptables',
    title: 'kube-proxy (iptables)',
    capability: {
      encrypts: false,
      authenticatesPeer: false,
      parsesL7: false,
      enforcesL4Policy: false,
      enforcesL7Policy: false,
      emitsFlows: false,
      emitsMetrics: false,
    },
    fidelity: {
      level: 'emulated',
      ours: false,
      product: null,
      models: 'kube-proxy of Kubernetes 1.33, iptables mode',
      same: [
        'chains, rules, their order, comments and names as kube-proxy writes them',
        'comments of endpoint rules left out above 1000 endpoints',
        'DNS as a service over UDP and TCP',
        'masquerade of a pod that calls itself; random source ports',
        'kernel settings of kube-proxy that belong to a namespace',
      ],
      missing: [
        'the program itself: watching the API, sync loop, partial updates, health checks, metrics',
        'NodePort, LoadBalancer and external addresses, session affinity, nfacct counters',
        'the API server as a service; several endpoints of a called service',
      ],
    },
    needs: ['iptables'],
    namesResolveTo: 'vip',
    async install(site) {
      const rules = await installKubeProxy(site, backend)
      return {
        settings: rules.settings,
        units: [],
        processes: () => [],
        claims: claimsOf(site),
        readCounters: () => rules.readCounters(),
        prove: (probes) => proveServiceAddresses(site, probes),
        retries: () => Promise.resolve(0),
        kernelMemory: () => Promise.resolve(rules.kernelMemory),
        assertAlive: () => undefined,
      }
    },
  }
}

function claimsOf(site: NodeSite): CounterClaim[] {
  const dns = {
    where: `node, KUBE-SEP of ${DNS_SERVICE_PORT}`,
    source: COUNTER_SOURCE,
    counter: translatedTo(DNS_SERVICE_PORT),
  }
  return [
    ...site.services.map((service): CounterClaim => {
      const port = httpPortName(service)
      return {
        subject: { pod: service.name },
        claim: `every connection to ${service.name} was translated from its service address`,
        where: `node, KUBE-SEP of ${port}`,
        source: COUNTER_SOURCE,
        counter: translatedTo(port),
        comparison: 'exactly',
        expected: (traffic) => traffic.connectionsAccepted[service.name] ?? 0,
      }
    }),
    {
      ...dns,
      claim: 'DNS over UDP was translated from its service address',
      comparison: 'at least',
      expected: (traffic) => (traffic.dnsQueries > 0 ? 1 : 0),
    },
    {
      ...dns,
      claim: 'DNS over UDP was translated for no more than the queries answered',
      comparison: 'at most',
      expected: (traffic) => traffic.dnsQueries,
    },
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

/** DNS answers from its service address, to both kinds of UDP socket; what is no service is not answered. */
export async function proveServiceAddresses(site: NodeSite, probes: Probes): Promise<Proof[]> {
  const [service] = site.services
  if (!service) return []
  const { name: pod } = service.pod
  const { vip } = site.dns
  const proofs: Proof[] = []
  for (const mode of ['connected', 'unconnected'] as const) {
    const observed = await probes.dns(pod, vip, mode)
    proofs.push({
      kind: 'state',
      subject: { pod },
      claim: `DNS answers ${mode === 'connected' ? 'a connected' : 'an unconnected'} UDP socket from its service address`,
      where: `pod ${pod}`,
      expected: { text: `answered from ${vip}` },
      observed: { text: observed },
      holds: observed === `answered from ${vip}`,
      source: 'probe from inside the pod',
    })
  }
  const observed = await probes.http(pod, service.vip, UNKNOWN_PORT)
  proofs.push({
    kind: 'refusal',
    subject: { pod },
    claim: 'a port that is no service is not answered at a service address',
    where: `pod ${pod}`,
    expected: { text: 'no HTTP status' },
    observed: { text: observed },
    holds: !/^\d+$/.test(observed),
    source: 'probe from inside the pod',
  })
  return proofs
}
