/** What a datapath claims of its path, wherever it runs, and what the claims are held against. */
import type { CountComparison, Evidence, Subject } from '../results/record.ts'

/** What the proof traffic was, as its makers counted it. */
export interface ProofTraffic {
  pages: number
  /** Requests answered by a service, by caller: requests.orders.client. */
  requests: Record<string, Record<string, number>>
  /** TCP connections accepted by each service's program during the proof. */
  connectionsAccepted: Record<string, number>
  /** DNS queries answered by the arm's DNS server during the proof; NaN where it does not tell. */
  dnsQueries: number
}

/** A counter of the datapath and what it must have moved by. */
export interface CounterClaim {
  /** Whom it is about, where it is about one pod or one call. */
  subject?: Subject
  claim: string
  where: string
  source: string
  /** Key into `readCounters`. */
  counter: string
  comparison: CountComparison
  expected(traffic: ProofTraffic): number
}

/** A proof as a provider makes it; the engine adds whose it is and when it was made. */
export type Proof = Omit<Evidence, 'arm' | 'bringUp' | 'when'>

/** Ways to try the path that a proof needs, from inside a pod. */
export interface Probes {
  /** HTTP GET from a pod's own program: the status, or the error's code ("ECONNRESET", "timeout"). */
  http(pod: string, host: string, port: number): Promise<string>
  /** DNS query over UDP from a pod to an address: "answered from 198.19.0.9", or the error. */
  dns(pod: string, address: string, mode: 'connected' | 'unconnected'): Promise<string>
}
