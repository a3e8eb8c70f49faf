/** What the service program is told to be, wherever it runs. */
import type { Call, Service, Step } from '../../scenario/schema.ts'
import type { ControlEndpoint, ServiceConfig, ServiceStep } from '../../workload/config.ts'
import { TARGET_PORT } from './ports.ts'

/** Longer than a page's own timeout: the client is to be the one that gives up. */
const UPSTREAM_TIMEOUT_MS = 5000

export interface ServiceEnvironment {
  control: ControlEndpoint
  /** Port at which the services it calls answer by name. */
  servicePort: number
  iterationsPerUs: number
  /** Host name of a call as a program in the caller's pod must write it. */
  hostOf: (call: Call) => string
}

/** Configuration of one service of a topology. */
export const serviceConfig = (name: string, service: Service, environment: ServiceEnvironment): ServiceConfig => ({
  name,
  listen: { address: '0.0.0.0', port: TARGET_PORT },
  control: environment.control,
  steps: service.steps.map((step) => serviceStep(step, environment)),
  responseBytes: service.responseBytes,
  upstreamTimeoutMs: UPSTREAM_TIMEOUT_MS,
})

function serviceStep(step: Step, { servicePort, iterationsPerUs, hostOf }: ServiceEnvironment): ServiceStep {
  const call = (call: Call) => ({ host: hostOf(call), port: servicePort, requestBytes: call.requestBytes })
  if ('cpuUs' in step) return { cpuIterations: Math.round(step.cpuUs * iterationsPerUs) }
  return 'parallel' in step ? { parallel: step.parallel.map(call) } : call(step)
}
