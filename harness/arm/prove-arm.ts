/**
 * Proves that traffic takes the path that an arm claims: N pages are sent, every counter on the path must show them, and
 * calls that must be refused are refused.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { edgesOf, type Edge } from '../scenario/topology.ts'
import type { Topology } from '../scenario/schema.ts'
import { holds } from './comparison.ts'
import type { CounterClaim, DatabaseStats, Probes, Proof, ProofDepth, ProofTraffic } from './claims.ts'
import { proveQueries, queriesBetween, sessionsBetween } from './prove-queries.ts'
import type { QueryCounters } from './query-counters.ts'

/** Pages of a proof. A prime number, so that a count of something else does not match by accident. */
export const PROOF_PAGES = 23

/** A service as proofs use it: its own counters, and requests that can be sent from its pod. */
export interface ProvingService {
  name: string
  stats(): Promise<ServiceStats>
  /** Closes idle connections, those of pools of databases too. */
  closeIdle(): Promise<void>
  probeHttp(host: string, port: number): Promise<string>
  probeDns(address: string, mode: 'connected' | 'unconnected'): Promise<string>
  probeDatabase(database: string, marker: string): Promise<string>
}

export interface ServiceStats {
  requests: Record<string, number>
  connectionsAccepted: number
  /** By database; absent for a service without queries. */
  queries?: Record<string, QueryCounters>
}

/** A database as proofs use it: its own counters. */
export interface ProvingDatabase {
  name: string
  stats(): Promise<DatabaseStats>
}

export interface ProofSite {
  topology: Topology
  datapath: {
    claims: CounterClaim[]
    /** The present value of every counter. */
    readCounters(): Promise<Record<string, number>>
    /** Proofs that do not compare counters; made at full depth only. */
    prove(probes: Probes): Promise<Proof[]>
  }
  services: ProvingService[]
  /** Absent where the topology has none. */
  databases?: ProvingDatabase[]
  /** Sends exactly this many pages from the client, each on a new connection. */
  sendPages(pages: number): Promise<{ completed: number; errors: Record<string, number> }>
  dnsQueries(): Promise<number>
}

/**
 * Sends the proof traffic and compares how far every counter moved with how far it must have moved. At full depth also makes the
 * proofs that do not compare counters.
 */
export async function proveArm(arm: ProofSite, depth: ProofDepth = 'full'): Promise<Proof[]> {
  await untilQuiet(arm.services)
  // Datapaths that count connections would not see calls on connections that are open already.
  await Promise.all(arm.services.map((service) => service.closeIdle()))
  const before = await readAll(arm)
  const sent = await arm.sendPages(PROOF_PAGES)
  const after = await readAll(arm)
  const traffic = trafficBetween(before, after)
  const moved = (counter: string) => (after.counters[counter] ?? NaN) - (before.counters[counter] ?? NaN)
  return [
    provePages(sent),
    ...edgesOf(arm.topology).map((edge) => proveEdge(edge, traffic)),
    ...proveQueries(arm.topology, traffic),
    ...arm.datapath.claims.map((claim) => judge(claim, traffic, moved(claim.counter))),
    ...(depth === 'full' ? await arm.datapath.prove(probesOf(arm.services)) : []),
  ]
}

/** A service that has work takes some of it within this time, even among hundreds of requests on two cores. */
const QUIET_MS = 20
/** Thousands of requests are done in two seconds. The proof goes on then, and its counts tell what is still under way. */
const MOST_LOOKS = 100

/**
 * Returns when no service has answered a request or accepted a connection for a while. Requests that a saturating load left behind run
 * on as soon as their arm wakes; counted among those of the proof, their connections would have passed the datapath before.
 */
async function untilQuiet(services: readonly ProvingService[]): Promise<void> {
  const counts = async () => JSON.stringify(await Promise.all(services.map((service) => service.stats())))
  let before = await counts()
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    await sleep(QUIET_MS)
    const now = await counts()
    if (now === before) return
    before = now
  }
}

async function readAll(arm: ProofSite) {
  const databases = arm.databases ?? []
  const [counters, dnsQueries, stats, databaseStats] = await Promise.all([
    arm.datapath.readCounters(),
    arm.dnsQueries(),
    Promise.all(arm.services.map((service) => service.stats())),
    Promise.all(databases.map((database) => database.stats())),
  ])
  return {
    counters,
    dnsQueries,
    stats: new Map(arm.services.map((service, index) => [service.name, stats[index]!])),
    databases: new Map(databases.map(({ name }, index) => [name, databaseStats[index]!])),
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
    databases: sessionsBetween(before.databases, after.databases),
    queries: queriesBetween(before.stats, after.stats),
    dnsQueries: after.dnsQueries - before.dnsQueries,
  }
}

const provePages = ({ completed, errors }: Awaited<ReturnType<ProofSite['sendPages']>>): Proof => ({
  kind: 'pages',
  subject: {},
  claim: 'every page of the proof was answered',
  where: 'client',
  expected: { comparison: 'exactly', count: PROOF_PAGES, unit: 'pages' },
  observed:
    Object.keys(errors).length === 0
      ? { count: completed, unit: 'pages' }
      : {
          text: [`${completed} pages`, ...Object.entries(errors).map(([what, n]) => `${n} × ${what}`)].join(
            ', ',
          ),
        },
  holds: completed === PROOF_PAGES,
  source: 'load client',
})

function proveEdge({ from, to, callsPerPage }: Edge, traffic: ProofTraffic): Proof {
  const expected = callsPerPage * PROOF_PAGES
  const observed = traffic.requests[to]?.[from] ?? 0
  return {
    kind: 'edge',
    subject: { from, to },
    claim: `${to} answered every call of ${from}`,
    where: to,
    expected: { comparison: 'exactly', count: expected, unit: 'requests' },
    observed: { count: observed, unit: 'requests' },
    holds: observed === expected,
    source: "the service's own count",
  }
}

function judge(claim: CounterClaim, traffic: ProofTraffic, observed: number): Proof {
  const count = claim.expected(traffic)
  return {
    kind: 'counter',
    subject: claim.subject ?? {},
    claim: claim.claim,
    where: claim.where,
    expected: { comparison: claim.comparison, count },
    observed: Number.isNaN(observed) ? { text: `no counter ${claim.counter}` } : { count: observed },
    holds: holds(claim.comparison, count, observed),
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
    database: (pod, database, marker) => from(pod).probeDatabase(database, marker),
  }
}
