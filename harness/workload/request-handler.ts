/** Handles a request of a service: counts it, does the steps, answers. This is the hot path; its cost is part of every hop. */
import type { Agent, IncomingMessage, ServerResponse } from 'node:http'
import { spinUs } from './busy.ts'
import { CALLER_HEADER, type ServiceConfig } from './config.ts'
import { countIn, type ServiceCounters } from './counters.ts'
import type { Databases } from './database.ts'
import { doCpuWork } from './cpu-work.ts'
import { ordinalOf } from './page-mark.ts'
import { traceHeadersOf } from './trace-headers.ts'
import { prepareCall, send, UpstreamError } from './upstream.ts'

/** A step of a request with these trace headers and this path, which may hold the page's mark. */
type PreparedStep = (traceHeaders: string[], path: string | undefined) => Promise<unknown> | undefined

export function createRequestHandler(
  config: ServiceConfig,
  counters: ServiceCounters,
  pool: Agent,
  databases: Databases,
) {
  const steps = prepareSteps(config, counters, pool, databases)
  const body = Buffer.alloc(config.responseBytes, 'x')
  const spin = plantedSpin(config, counters)
  const headers = ['Content-Type', 'text/plain', 'Content-Length', String(body.length)]

  async function answer(request: IncomingMessage, response: ServerResponse) {
    try {
      spin?.()
      if (steps.length > 0) {
        const traceHeaders = traceHeadersOf(request.headers)
        for (const step of steps) await step(traceHeaders, request.url)
      }
      response.writeHead(200, headers).end(body)
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      response.writeHead(502, { 'Content-Type': 'text/plain' }).end(`${error.message}\n`)
    }
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    const caller = request.headers[CALLER_HEADER]
    countIn(counters.requests.byCaller, typeof caller === 'string' ? caller : 'unknown')
    if (request.method === 'GET') {
      void answer(request, response)
    } else {
      // Read the whole body before doing the work, as most programs do.
      request.on('end', () => void answer(request, response))
      request.resume()
    }
  }
}

/** No step of its own: a service without steps must not do anything else that it does not do otherwise. */
function plantedSpin({ busyUs }: ServiceConfig, counters: ServiceCounters): (() => void) | null {
  if (busyUs === undefined) return null
  const busy = (counters.busy = { requests: 0, us: 0 })
  return () => {
    busy.us += spinUs(busyUs)
    busy.requests += 1
  }
}

function prepareSteps(
  config: ServiceConfig,
  counters: ServiceCounters,
  pool: Agent,
  databases: Databases,
): PreparedStep[] {
  let calls = 0
  return config.steps.map((step): PreparedStep => {
    if ('cpuIterations' in step) {
      return () => {
        doCpuWork(step.cpuIterations)
        counters.cpuIterationsDone += step.cpuIterations
        return undefined
      }
    }
    if ('database' in step) return databases.prepare(step)
    const group = ('parallel' in step ? step.parallel : [step]).map((call) =>
      prepareCall(call, ordinalOf(calls++), config, pool, counters),
    )
    const [first] = group
    if (first && group.length === 1) return (traceHeaders, path) => send(first, traceHeaders, path)
    return (traceHeaders, path) => Promise.all(group.map((call) => send(call, traceHeaders, path)))
  })
}
