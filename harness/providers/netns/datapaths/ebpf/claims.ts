/** What each BPF program must have counted after the proof traffic. */
import { edgesOf, edgesToPodAddresses } from '../../../../scenario/topology.ts'
import type { CounterClaim, NodeSite, ProofTraffic } from '../../datapath.ts'
import type { Pod } from '../../node/pod.ts'
import { TRANSLATED_UDP } from '../../bpf/counters.ts'
import { dnsTranslatedClaim } from '../../proofs/service-addresses.ts'

const SOURCE = 'BPF map counters, asked of the loader'
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)

export const connectHook = (service: string) => `cgroup hook connect4, service ${service}`
export const vethProgram = (pod: Pod) => `tc program from_pod at ${pod.hostInterface}, pod ${pod.name}`

export function claimsOf(site: NodeSite): CounterClaim[] {
  const called = new Set(edgesOf(site.topology).map(({ to }) => to))
  // Some calls go straight to these pods, by the scenario.
  const atPod = new Set(edgesToPodAddresses(site.topology).map(({ to }) => to))
  return [
    ...site.services.map((service): CounterClaim => ({
      ...(atPod.has(service.name)
        ? {
            claim: `no more connections to ${service.name} were translated than it accepted`,
            comparison: 'at most',
          }
        : {
            claim: `every connection to ${service.name} was translated from its service address, once`,
            comparison: 'exactly',
          }),
      where: connectHook(service.name),
      source: SOURCE,
      counter: `connect.tcp.${service.name}`,
      // A called service without any connection must fail: zero connections and zero translations prove nothing.
      expected: (traffic) =>
        Math.max(traffic.connectionsAccepted[service.name] ?? 0, called.has(service.name) ? 1 : 0),
    })),
    ...site.databases.map((database): CounterClaim => ({
      claim: `every connection to ${database.name} was translated from its service address, once`,
      where: connectHook(database.name),
      source: SOURCE,
      counter: `connect.tcp.${database.name}`,
      comparison: 'exactly',
      // Without any connection nothing would be proved.
      expected: (traffic) => Math.max(traffic.databases[database.name]?.sessions ?? NaN, 1),
    })),
    ...dnsClaims(site),
    ...site.pods.flatMap((pod) => vethClaims(site, pod)),
    eventClaim(site),
  ]
}

function dnsClaims({ dns }: NodeSite): CounterClaim[] {
  return [
    // The socket of a resolver is translated once, however many names it asks for.
    dnsTranslatedClaim({
      where: 'cgroup hooks connect4 and sendmsg4, service dns',
      source: SOURCE,
      counter: `${TRANSLATED_UDP}.${dns.pod.name}`,
    }),
    {
      claim: 'every DNS query was handed to the DNS pod past the stack of the node',
      where: 'tc programs from_pod, towards pod dns',
      source: SOURCE,
      counter: `delivered.udp.${dns.pod.name}`,
      comparison: 'at least',
      expected: (traffic) => traffic.dnsQueries,
    },
  ]
}

function vethClaims(site: NodeSite, pod: Pod): CounterClaim[] {
  return [
    {
      claim: `every request and answer sent by ${pod.name} was redirected to the other pod`,
      where: vethProgram(pod),
      source: SOURCE,
      counter: `redirected.${pod.name}`,
      comparison: 'at least',
      expected: (traffic) => messagesSentBy(site, pod, traffic),
    },
    {
      claim: `no packet of ${pod.name} to a pod went through the network stack of the node`,
      where: vethProgram(pod),
      source: SOURCE,
      counter: `from-stack.${pod.name}`,
      comparison: 'exactly',
      expected: () => 0,
    },
  ]
}

/** Number of requests, queries and answers that a pod sent. Each of them is at least one packet. */
function messagesSentBy({ dns }: NodeSite, pod: Pod, traffic: ProofTraffic): number {
  if (pod === dns.pod) return traffic.dnsQueries
  const asked = Object.values(traffic.queries[pod.name] ?? {}).map(({ answered }) => answered)
  const answered = Object.values(traffic.databases[pod.name]?.queries ?? {})
  const made = Object.values(traffic.requests).map((callers) => callers[pod.name] ?? 0)
  return sum(made) + sum(Object.values(traffic.requests[pod.name] ?? {})) + sum(asked) + sum(answered)
}

function eventClaim(site: NodeSite): CounterClaim {
  const on = site.arm.seeing !== 'nothing'
  return {
    claim: on ? 'no flow event was lost' : 'flow events are off: none was sent',
    where: 'ring buffer of flow events',
    source: SOURCE,
    counter: on ? 'events.lost' : 'events.sent',
    comparison: 'exactly',
    expected: () => 0,
  }
}
