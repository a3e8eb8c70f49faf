/** What an arm, and a machine, can hold of a system; what to do where that is less than all of it. */
import { UnavailableError } from '../errors.ts'
import { MOST_CALLS_PER_PAGE, MOST_SERVICES } from '../scenario/check-topology.ts'
import { reachFrom } from './reach.ts'
import type { System } from './system.ts'

/** More services than these are not searched for parts that fit: it would take longer than cutting the file. */
const MOST_SEARCHED = 5000
/** So many parts that fit are named. */
const NAMED = 3

/** @throws UnavailableError that says what is the limit, and which services reach few enough others */
export function refuseTooManyServices(system: System, reached: number): void {
  if (reached <= MOST_SERVICES) return
  throw new UnavailableError(
    `the page reaches ${reached} services and databases; an arm holds ${MOST_SERVICES}, since its pods share one /24 of addresses`,
    `${partsThatFit(system)}; or cut the source: fewer namespaces, fewer traces. Nothing has been written`,
  )
}

/** @throws UnavailableError for a page with too many calls */
export function refuseTooManyCalls(calls: number): void {
  if (calls <= MOST_CALLS_PER_PAGE) return
  throw new UnavailableError(
    `a page has ${Math.round(calls)} calls; at most ${MOST_CALLS_PER_PAGE} can be measured`,
    'take a part with `--page SERVICE`, one service and what it reaches, or cut calls that are made many times for a request. Nothing has been written',
  )
}

function partsThatFit({ services }: System): string {
  if (services.size > MOST_SEARCHED) return '`--page SERVICE` takes a part: one service and what it reaches'
  const parts = [...services.keys()]
    .map((id) => ({ id, size: reachFrom([id], services).ids.size }))
    .filter(({ size }) => size > 1 && size <= MOST_SERVICES)
    .toSorted((a, b) => b.size - a.size)
    .slice(0, NAMED)
  if (parts.length === 0) return '`--page SERVICE` takes a part: one service and what it reaches'
  return `take a part, one service and what it reaches: ${parts.map(({ id, size }) => `--page ${id} (${size} services)`).join(', ')}`
}

/** What a service and its share of an arm hold at rest: 134 MB of three services in results/sample. Proxies come on top. */
const BYTES_PER_SERVICE = 45e6

/** Bytes that the services of all arms hold at once; arms stay up, frozen, while another one is measured. */
export const memoryOf = (services: number, arms: number): number => services * arms * BYTES_PER_SERVICE
