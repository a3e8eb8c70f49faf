/** What a service program is told to be. Plain types: this folder imports nothing, so that it runs alone in a container. */

/** A call of another service; a body makes it a POST. */
export interface ServiceCall {
  /** Name as a client in the pod would write it: "orders" or "orders.shop"; or an address. */
  host: string
  port: number
  requestBytes: number
}

/** One thing a service does for each request. Iterations come from `iterationsPerMicrosecond()`, once a run and the same in all arms. */
export type ServiceStep = ServiceCall | { parallel: ServiceCall[] } | { cpuIterations: number }

/** Where its control endpoint listens: a unix socket's path, or a port on the pod's loopback. */
export type ControlEndpoint = string | { port: number }

export interface ServiceConfig {
  name: string
  listen: { address: string; port: number }
  control: ControlEndpoint
  /** Done for each request, in order. */
  steps: ServiceStep[]
  responseBytes: number
  /** An upstream that is silent for so long has failed. */
  upstreamTimeoutMs: number
}

/** Tells who called, so that a proof can say whose requests arrived. */
export const CALLER_HEADER = 'x-hopbench-caller'
