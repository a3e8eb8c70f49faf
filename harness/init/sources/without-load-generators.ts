/** Services that only send load: hopbench's client takes their place, and what they call becomes the page. */
import { callsOf, type System } from '../system.ts'
import { isLoadGenerator } from './not-http.ts'

/** The system without services that nobody calls and that are named like a load generator. */
export function withoutLoadGenerators(system: System): System {
  const called = new Set(
    [...system.services.values()].flatMap((service) => callsOf(service).map(({ to }) => to)),
  )
  const clients = [...system.services.values()].filter(
    ({ id, name, steps }) =>
      isLoadGenerator(name) && !called.has(id) && steps.length > 0 && !system.entries.includes(id),
  )
  const theirs = clients.flatMap((client) => callsOf(client).map(({ to }) => to))
  const entries = new Set([...system.entries, ...theirs.filter((id) => system.services.has(id))])
  return {
    ...system,
    services: new Map([...system.services].filter(([id]) => !clients.some((client) => client.id === id))),
    entries: [...entries].toSorted(),
    changes: [...clients.map(({ id }) => ({ kind: 'is the client' as const, of: [id] })), ...system.changes],
  }
}
