/** The configuration of a service program. This folder imports nothing from outside, so that it can run alone in a container. */

/** A call of another service: a POST when it has a body, otherwise a GET. */
export interface ServiceCall {
  /** Address, or name as a client in the pod would write it: "orders" or "orders.shop". */
  host: string
  port: number
  requestBytes: number
}

/** A query of a PostgreSQL server. */
export interface ServiceQuery {
  /** Name of the database in the topology. */
  database: string
  login: DatabaseLogin
  rows: number
  /** Most connections of the pool that the query takes its connection from; 0 opens one for each query. */
  poolSize: number
}

/** Where a PostgreSQL server is, and as whom a service uses it. */
export interface DatabaseLogin {
  host: string
  port: number
  user: string
  password: string
  database: string
}

/**
 * A step that a service does for each request. The number of CPU iterations follows from `iterationsPerMicrosecond()`, which is
 * called once a run, so that it is the same in all arms.
 */
export type ServiceStep = ServiceCall | { parallel: ServiceCall[] } | { cpuIterations: number } | ServiceQuery

/** Where the control endpoint listens: path of a unix socket, or a port on the pod's loopback. */
export type ControlEndpoint = string | { port: number }

export interface ServiceConfig {
  name: string
  listen: { address: string; port: number }
  control: ControlEndpoint
  /** What the service does for each request, in order. */
  steps: ServiceStep[]
  responseBytes: number
  /** A planted effect: how long the service is busy with each request, by the clock, before its steps. */
  busyUs?: number
  /** A call without an answer for this long has failed. */
  upstreamTimeoutMs: number
}

/** Header with the name of the caller, so that proofs can count requests by caller. */
export const CALLER_HEADER = 'x-hopbench-caller'
