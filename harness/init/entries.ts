/** Which services the page calls. */
import { UsageError } from '../errors.ts'
import { didYouMean } from '../words/did-you-mean.ts'
import { validName } from './names.ts'
import { reachFrom } from './reach.ts'
import { callsOf, type System } from './system.ts'

export interface Entries {
  ids: string[]
  /** Entries that were chosen because every service that calls them is called by them in turn. */
  guessed: string[]
}

/**
 * The services that are called from outside, or that nobody calls. Of services that only call each other in a circle, the first one.
 * @param only the service that the user named for the page
 * @throws UsageError for a name that no service has
 */
export function entriesOf(system: System, only: string | undefined): Entries {
  const { services, entries, entriesAreKnown } = system
  if (only !== undefined) return { ids: [named(system, only)], guessed: [] }
  if (entriesAreKnown) return { ids: entries, guessed: [] }
  const called = new Set(
    [...services.values()].flatMap((service) =>
      callsOf(service).flatMap(({ to }) => (to === service.id ? [] : [to])),
    ),
  )
  const ids = [...new Set([...entries, ...[...services.keys()].filter((id) => !called.has(id))])]
  const { ids: reached } = reachFrom(ids, services)
  const guessed: string[] = []
  for (const id of services.keys()) {
    if (reached.has(id)) continue
    guessed.push(id)
    for (const further of reachFrom([id], services).ids) reached.add(further)
  }
  return { ids: [...ids, ...guessed], guessed }
}

function named({ services }: System, only: string): string {
  const all = [...services.values()]
  const found =
    all.find(({ id }) => id === only) ??
    all.find(({ name }) => name === only) ??
    all.find(({ name }) => validName(name) === only)
  if (found) return found.id
  const names = all.slice(0, MOST_COMPARED).map(({ name }) => name)
  throw new UsageError(
    `--page ${only}: the source has no service of that name${didYouMean(only, names)}`,
    'name a service as the source does, or leave --page out for a page of all entries',
  )
}

/** Comparing with more names takes longer than it helps. */
const MOST_COMPARED = 1000
