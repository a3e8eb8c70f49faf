/** The configuration of the service program, for all providers. */
import type { Call, Query, Service, Step } from '../../scenario/schema.ts'
import { isToPodAddress, serviceOf } from '../../scenario/topology.ts'
import type { ControlEndpoint, ServiceConfig, ServiceQuery, ServiceStep } from '../../workload/config.ts'
import { loginOf } from './database/login.ts'
import { TARGET_PORT } from './ports.ts'

/** Longer than the timeout of a page, so that the client gives up before a service does. */
const UPSTREAM_TIMEOUT_MS = 5000

export interface ServiceEnvironment {
  control: ControlEndpoint
  /** Port of the service addresses that this service calls. */
  servicePort: number
  iterationsPerUs: number
  /** The host name that a program in the caller's pod uses for a call. */
  hostOf: (call: Call) => string
  /** Address and port of the pod of a call that goes there; absent where calls cannot. */
  podOf?: (call: Call) => { host: string; port: number }
  /** The same for a query of a database. */
  databaseHostOf: (query: Query) => string
  /** A planted effect: how long the service is busy with each request. */
  busyUs?: number
}

/** @returns the configuration of one service of a topology */
export const serviceConfig = (
  name: string,
  service: Service,
  environment: ServiceEnvironment,
): ServiceConfig => ({
  name,
  listen: { address: '0.0.0.0', port: TARGET_PORT },
  control: environment.control,
  steps: service.steps.map((step) =>
    'query' in step ? serviceQuery(name, step, environment) : serviceStep(step, environment),
  ),
  ...(environment.busyUs !== undefined && { busyUs: environment.busyUs }),
  responseBytes: service.responseBytes,
  upstreamTimeoutMs: UPSTREAM_TIMEOUT_MS,
})

const serviceQuery = (
  service: string,
  query: Query,
  { databaseHostOf }: ServiceEnvironment,
): ServiceQuery => ({
  database: serviceOf(query.query),
  login: loginOf(service, databaseHostOf(query)),
  rows: query.rows,
  poolSize: query.connection === 'pool' ? query.poolSize : 0,
})

function serviceStep(
  step: Exclude<Step, Query>,
  { servicePort, iterationsPerUs, hostOf, podOf }: ServiceEnvironment,
): ServiceStep {
  const call = (call: Call) => {
    if (!isToPodAddress(call))
      return { host: hostOf(call), port: servicePort, requestBytes: call.requestBytes }
    if (!podOf) throw new Error(`a call of ${call.call} to its pod: the scenario was not checked`)
    return { ...podOf(call), requestBytes: call.requestBytes }
  }
  if ('cpuUs' in step) return { cpuIterations: Math.round(step.cpuUs * iterationsPerUs) }
  return 'parallel' in step ? { parallel: step.parallel.map(call) } : call(step)
}
