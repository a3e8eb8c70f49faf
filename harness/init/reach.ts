/** Which services a page reaches, without calls that lead back to a service that waits for them. */
import { callsOf, type SourceService } from './system.ts'

export interface Reached {
  /** Services and databases, in the order in which they are found. */
  ids: Set<string>
  /** Each cycle by its services; the last one's call of the first is the one to cut. */
  cycles: string[][]
}

/** Walks from the entries in their order, depth first; without recursion, since chains of a source may be long. */
export function reachFrom(entries: Iterable<string>, services: ReadonlyMap<string, SourceService>): Reached {
  const ids = new Set<string>()
  const cycles: string[][] = []
  const calleesOf = (id: string): string[] => {
    const service = services.get(id)
    return service
      ? [
          ...new Set(
            callsOf(service)
              .filter(({ perRequest }) => perRequest > 0)
              .map(({ to }) => to),
          ),
        ]
      : []
  }
  for (const entry of entries) {
    const trail = ids.has(entry) ? [] : [{ id: entry, left: calleesOf(entry).toReversed() }]
    const waiting = new Set(trail.map(({ id }) => id))
    ids.add(entry)
    while (trail.length > 0) {
      const { id, left } = trail.at(-1)!
      const next = left.pop()
      if (next === undefined) {
        trail.pop()
        waiting.delete(id)
      } else if (waiting.has(next)) {
        const from = trail.findIndex((step) => step.id === next)
        cycles.push(trail.slice(from).map((step) => step.id))
      } else if (!ids.has(next)) {
        ids.add(next)
        waiting.add(next)
        trail.push({ id: next, left: calleesOf(next).toReversed() })
      }
    }
  }
  return { ids, cycles }
}

/** The services without the calls that close a cycle. */
export function withoutCycles(
  services: ReadonlyMap<string, SourceService>,
  cycles: readonly (readonly string[])[],
): Map<string, SourceService> {
  const cut = new Map<string, Set<string>>()
  for (const cycle of cycles) cut.set(cycle.at(-1)!, (cut.get(cycle.at(-1)!) ?? new Set()).add(cycle[0]!))
  return new Map(
    [...services].map(([id, service]) => {
      const gone = cut.get(id)
      if (!gone) return [id, service]
      const steps = service.steps
        .map((step) => ({ ...step, calls: step.calls.filter(({ to }) => !gone.has(to)) }))
        .filter(({ calls }) => calls.length > 0)
      return [id, { ...service, steps }]
    }),
  )
}
