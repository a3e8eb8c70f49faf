/** Counts the calls of one page. */
import { callsOf, type SourceCall, type SourceService } from './system.ts'

/**
 * Calls of a page that calls each entry once, with all calls behind them. Callers come before what they call, so that each service's
 * requests are known when its calls are counted.
 * @param services without cycles
 * @param timesOf how often a call is made for a request of its caller
 */
export function countCalls(
  entries: readonly string[],
  services: readonly SourceService[],
  isService: (id: string) => boolean,
  timesOf: (call: SourceCall) => number,
): number {
  const requests = new Map(entries.map((id) => [id, 1]))
  const byId = new Map(services.map((service) => [service.id, service]))
  const callers = new Map<string, number>()
  for (const service of services)
    for (const { to } of callsOf(service)) callers.set(to, (callers.get(to) ?? 0) + 1)
  const open = services.filter(({ id }) => !callers.has(id)).map(({ id }) => id)
  let calls = entries.length
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const service = byId.get(id)
    for (const call of service ? callsOf(service) : []) {
      const more = (requests.get(id) ?? 0) * timesOf(call)
      if (isService(call.to)) calls += more
      requests.set(call.to, (requests.get(call.to) ?? 0) + more)
      const left = callers.get(call.to)! - 1
      callers.set(call.to, left)
      if (left === 0) open.push(call.to)
    }
  }
  return calls
}
