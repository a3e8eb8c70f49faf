/** What a datapath claims about the path of its traffic, and the traffic that the claims are checked with. */
import type { CountComparison, Evidence, Subject } from '../results/record.ts'
import type { QueryCounters } from './query-counters.ts'

/** What a database server counted itself. */
export interface DatabaseStats {
  /** Queries of the topology, by the service that logged in. */
  queries: Record<string, number>
  /** Connections on which a service logged in. */
  sessions: number
}

/** The traffic of a proof, as the client, the services and the DNS server counted it. */
export interface ProofTraffic {
  pages: number
  /** Requests answered by a service, by caller: requests.orders.client. */
  requests: Record<string, Record<string, number>>
  /** TCP connections accepted by each service's program during the proof. */
  connectionsAccepted: Record<string, number>
  /** What each database counted during the proof, by its name. */
  databases: Record<string, DatabaseStats>
  /** What each service counted of its own queries, by service and database; services without queries are absent. */
  queries: Record<string, Record<string, QueryCounters>>
  /** DNS queries answered by the arm's DNS server during the proof; NaN where the server does not count them. */
  dnsQueries: number
}

/** A counter of the datapath, and by how much the proof must have moved it. */
export interface CounterClaim {
  /** The pod or the call that the claim is about; absent for a claim about the whole arm. */
  subject?: Subject
  claim: string
  where: string
  source: string
  /** Key into `readCounters`. */
  counter: string
  comparison: CountComparison
  expected(traffic: ProofTraffic): number
}

/** A proof as a provider makes it. The engine adds the arm, the bring-up and the time. */
export type Proof = Omit<Evidence, 'arm' | 'bringUp' | 'when'>

/**
 * How much is proved. 'counters': pages are sent and every counter must show them. 'full': also what needs strangers, captures or
 * handshakes: refused calls, bytes on the wire, attached programs.
 */
export type ProofDepth = 'counters' | 'full'

/** Requests that a proof can send from inside a pod. */
export interface Probes {
  /** HTTP GET from a pod's own program: the status, or the error's code ("ECONNRESET", "timeout"). */
  http(pod: string, host: string, port: number): Promise<string>
  /** A marker sent to a database from a service's own program: "answered", or the error's code. */
  database(pod: string, database: string, marker: string): Promise<string>
  /** DNS query over UDP from a pod to an address: "answered from 198.19.0.9", or the error. */
  dns(pod: string, address: string, mode: 'connected' | 'unconnected'): Promise<string>
}
