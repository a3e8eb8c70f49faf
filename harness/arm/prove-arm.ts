/** Proof that traffic takes the path an arm claims: N pages in, N counted at every place, and what must be refused is refused. */
import { edgesOf } from '../scenario/topology.ts'
import type { Topology } from '../scenario/schema.ts'
import type { CounterClaim, Probes, Proof, ProofTraffic } from './claims.ts'
import { holds } from './comparison.ts'

/** A prime, so that a count that is a multiple of something else cannot match by accident. */
export const PROOF_PAGES = 23

/** A service as proofs use it: its own counts, and ways to try the path from its pod. */
export interface ProvingService {
  name: string
  stats(): Promise<{ requests: Record<string, number>; connectionsAccepted: number }>
  closeIdle(): Promise<void>
  probeHttp(host: string, port: number): Promise<string>
  probeDns(address: string, mode: 'connected' | 'unconnected'): Promise<string>
}

export interface ProofSite {
  topology: Topology
  datapath: {
    claims: CounterClaim[]
    /** Every counter at this moment. */
    readCounters(): Promise<Record<string, number>>
    /** Proofs that are not counts. */
    prove(probes: Probes): Promise<Proof[]>
  }
  services: ProvingService[]
  /** Sends exactly this many pages from the client, each on a fresh connection. */
  sendPages(pages: number): Promise<{ completed: number; errors: Record<string, number> }>
  dnsQueries(): Promise<number>
}

/** Sends the proof traffic and compares every counter with what it must have moved by. */
export async function proveArm(arm: ProofSite): Promise<Proof[]> {
  // Pools of earlier traffic would hide the connections that connection-level datapaths count.
  await Promise.all(arm.services.map((service) => service.closeIdle()))
  const before = await readAll(arm)
  const sent = await arm.sendPages(PROOF_PAGES)
  const after = await readAll(arm)
  const traffic = trafficBetween(before, after)
  const moved = (counter: string) => (after.counters[counter] ?? NaN) - (before.counters[counter] ?? NaN)
  return [
    {
      claim: 'every page of the proof was answered',
      place: 'client',
      expected: `${String(PROOF_PAGES)} pages, no error`,
      observed: `${String(sent.completed)} pages${Object.entries(sent.errors)
        .map(([what, n]) => `, ${String(n)} × ${what}`)
        .join('')}`,
      holds: sent.completed === PROOF_PAGES,
      source: 'load client',
    },
    ...edgesOf(arm.topology).map(({ from, to, callsPerPage }) =>
      exactly(
        `${to} answered every call of ${from}`,
        to,
        callsPerPage * PROOF_PAGES,
        traffic.requests[to]?.[from] ?? 0,
      ),
    ),
    ...arm.datapath.claims.map((claim) => judge(claim, traffic, moved(claim.counter))),
    ...(await arm.datapath.prove(probesOf(arm.services))),
  ]
}

async function readAll(arm: ProofSite) {
  const [counters, dnsQueries, stats] = await Promise.all([
    arm.datapath.readCounters(),
    arm.dnsQueries(),
    Promise.all(arm.services.map((service) => service.stats())),
  ])
  return {
    counters,
    dnsQueries,
    stats: new Map(arm.services.map((service, index) => [service.name, stats[index]!])),
  }
}

function trafficBetween(
  before: Awaited<ReturnType<typeof readAll>>,
  after: Awaited<ReturnType<typeof readAll>>,
): ProofTraffic {
  const requests: ProofTraffic['requests'] = {}
  const connectionsAccepted: ProofTraffic['connectionsAccepted'] = {}
  for (const [name, now] of after.stats) {
    const then = before.stats.get(name)
    connectionsAccepted[name] = now.connectionsAccepted - (then?.connectionsAccepted ?? 0)
    requests[name] = Object.fromEntries(
      Object.entries(now.requests).map(([caller, count]) => [caller, count - (then?.requests[caller] ?? 0)]),
    )
  }
  return {
    pages: PROOF_PAGES,
    requests,
    connectionsAccepted,
    dnsQueries: after.dnsQueries - before.dnsQueries,
  }
}

const exactly = (claim: string, place: string, expected: number, observed: number): Proof => ({
  claim,
  place,
  expected: String(expected),
  observed: String(observed),
  holds: observed === expected,
  source: "the service's own count",
})

function judge(claim: CounterClaim, traffic: ProofTraffic, observed: number): Proof {
  const expected = claim.expected(traffic)
  return {
    claim: claim.claim,
    place: claim.place,
    expected: `${claim.comparison} ${String(expected)}`,
    observed: Number.isNaN(observed) ? `no counter ${claim.counter}` : String(observed),
    holds: holds(claim.comparison, expected, observed),
    source: claim.source,
  }
}

function probesOf(services: ProvingService[]): Probes {
  const from = (pod: string) => {
    const service = services.find((candidate) => candidate.name === pod)
    if (!service) throw new Error(`no service program runs in pod ${pod}`)
    return service
  }
  return {
    http: (pod, host, port) => from(pod).probeHttp(host, port),
    dns: (pod, address, mode) => from(pod).probeDns(address, mode),
  }
}
