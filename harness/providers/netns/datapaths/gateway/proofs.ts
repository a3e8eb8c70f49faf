/** Proofs that do not compare counters: who is connected to the services, who is refused, and what the gateways cannot hold back. */
import { tryPolicyMatrix } from '../../../../arm/policy-matrix.ts'
import { edgesOf, edgesToPodAddresses } from '../../../../scenario/topology.ts'
import {
  SERVICE_PORT,
  TARGET_PORT,
  type CentralGateways,
  type NodeSite,
  type Probes,
  type Proof,
} from '../../datapath.ts'
import { readStatistics } from '../../envoy/admin.ts'
import type { EnvoyOfPod } from '../../envoy/envoy.ts'
import { hostNameOf } from '../../envoy/istio.ts'
import { tryFrom } from '../../proofs/attempts.ts'
import { connectedPeers } from '../../proofs/connected-peers.ts'
import { proveServiceAddresses } from '../../proofs/service-addresses.ts'
import { LISTENER_STATS } from './config/bootstrap.ts'

/** How the gateway refuses a call: HTTP status 403. */
const REFUSAL = '403'

export async function proveGateway(
  site: NodeSite,
  gateways: CentralGateways,
  envoys: readonly EnvoyOfPod[],
  probes: Probes,
): Promise<Proof[]> {
  const namespaces = new Map(site.services.map(({ name, namespace }) => [name, namespace]))
  return [
    // First, before the other proofs connect to anything themselves.
    ...(await provePeers(site, gateways)),
    ...(await Promise.all(envoys.map((envoy) => proveUsed(envoy)))),
    ...(await proveServiceAddresses(site, probes)),
    ...(await tryPolicyMatrix(
      {
        topology: site.topology,
        hostOf: (service) => `${service}.${namespaces.get(service) ?? ''}`,
        port: SERVICE_PORT,
        refusal: REFUSAL,
      },
      probes,
    )),
    await proveOpenPods(site),
  ]
}

/** The kernel's own list of each service's connections: gateways, and those who skip them by the scenario. */
async function provePeers(site: NodeSite, gateways: CentralGateways): Promise<Proof[]> {
  const called = new Set(edgesOf(site.topology).map(({ to }) => to))
  const skipping = edgesToPodAddresses(site.topology)
  return Promise.all(
    site.services
      .filter(({ name }) => called.has(name))
      .map(async ({ name, pod }): Promise<Proof> => {
        const callers = skipping.filter(({ to }) => to === name).map(({ from }) => from)
        const allowed = [...gateways.pods, ...site.pods.filter((other) => callers.includes(other.name))]
        const peers = await connectedPeers(pod, TARGET_PORT)
        const nameOf = (address: string) =>
          site.pods.find((other) => other.address === address)?.name ?? address
        const strangers = peers.filter((peer) => !allowed.some(({ address }) => address === peer))
        const names = allowed.map((other) => other.name).join(', ')
        return {
          kind: 'state',
          subject: { pod: name },
          claim: 'the service is connected with nobody else',
          where: `sockets of ${name}`,
          expected: { text: `at least one connection, with ${names} only` },
          observed: {
            text: `${peers.length} connections${
              strangers.length > 0 ? `, also with ${[...new Set(strangers.map(nameOf))].join(', ')}` : ''
            }`,
          },
          holds: peers.length > 0 && strangers.length === 0,
          source: "/proc/net/tcp in the service's pod",
        }
      }),
  )
}

/** Every gateway carries a part of the calls. Which part is chance, as with kube-proxy's rules everywhere. */
async function proveUsed({ pod, adminSocket }: EnvoyOfPod): Promise<Proof> {
  const counter = `http.${LISTENER_STATS}.downstream_rq_total`
  const requests = (await readStatistics(adminSocket, LISTENER_STATS)).get(counter) ?? 0
  return {
    kind: 'counter',
    subject: { pod: pod.name },
    claim: 'the gateway has carried calls since it was raised',
    where: `Envoy of ${pod.name}`,
    expected: { comparison: 'at least', count: 1, unit: 'requests' },
    observed: { count: requests, unit: 'requests' },
    holds: requests >= 1,
    source: 'Envoy admin /stats',
  }
}

/** What the design cannot do: nothing stands before a pod, so a call to its address is answered, whatever the policy says. */
async function proveOpenPods(site: NodeSite): Promise<Proof> {
  const outcomes = await tryFrom(
    site.client,
    'program',
    site.services.map((service) => ({
      address: service.pod.address,
      port: TARGET_PORT,
      host: hostNameOf(service),
    })),
  )
  const wrong = site.services.filter((_, index) => outcomes[index] !== 'HTTP 200').map(({ name }) => name)
  return {
    kind: 'identity',
    subject: {},
    claim: 'a call to the address of a pod skips the gateways, and is held back by nobody',
    where: wrong.length > 0 ? `pods ${wrong.join(', ')}` : 'every pod',
    expected: { text: `HTTP 200 by all ${site.services.length}` },
    observed: { text: [...new Set(outcomes)].join(', ') },
    holds: wrong.length === 0,
    source: "HTTP client in the client's pod",
  }
}
