/** Finds what a datapath saw of each try: by its target, its time, and its request where requests are read. */
import type { MadeAttempt, MadeTry } from './attempts-made.ts'
import type { Contact, Occurrence } from './contacts.ts'
import type { SeenEnd } from './ends.ts'
import { pathOf } from './request-path.ts'

/** What was seen of a try, and who was taken for its source. */
export interface SeenTry {
  occurrence: Occurrence
  contact: Contact
  /** Whether the flow names the pod that tried. */
  isRight: boolean
  /**
   * The same connection once more: of one that nobody read, the caller's proxy tells with the address of the service, and the pod's proxy
   * with that of the pod.
   */
  again: Occurrence[]
}

/** Events of the kernel have its coarse clock, which may be one tick behind (CONFIG_HZ=100: 10 ms). */
const TICK_MS = 10
/** A name is resolved, and a proxy opens a connection of its own, before the flow. */
const LATE_MS = 500

/** Flows are matched once: another try may be of the same kind. */
export interface Matcher {
  /** @returns null where nothing of the try was seen */
  match(attempt: MadeAttempt, one: MadeTry): SeenTry | null
}

export function createMatcher(contacts: readonly Contact[]): Matcher {
  const taken = new Set<Occurrence>()
  return {
    match(attempt, one) {
      const began = Date.parse(one.at)
      const inTime = ({ atMs }: Occurrence): boolean =>
        atMs !== null && atMs >= began - TICK_MS && atMs <= began + one.tookMs + LATE_MS
      const candidates = contacts
        .filter((contact) => isTarget(contact, attempt) && fitsRequest(contact, attempt))
        .flatMap((contact) =>
          contact.occurrences
            .filter((occurrence) => !taken.has(occurrence) && !occurrence.older && inTime(occurrence))
            .map((occurrence) => ({
              ...{ contact, occurrence, isRight: isPod(contact.from, attempt.from), again: [] },
            })),
        )
      // Who is named decides first; the flows of others on the same way are theirs, unless the source has no name.
      const own = candidates.filter(({ isRight }) => isRight)
      const nameless = candidates.filter(({ contact }) => mayBe(contact.from, attempt.from))
      const [first] = (own.length > 0 ? own : nameless).toSorted(
        (a, b) => (a.occurrence.atMs ?? 0) - (b.occurrence.atMs ?? 0),
      )
      if (!first) return null
      const again = own
        .filter(({ contact }) => contact !== first.contact && isUnread(contact) && isUnread(first.contact))
        .filter(({ contact }, n, all) => all.findIndex((other) => other.contact === contact) === n)
        .map(({ occurrence }) => occurrence)
      for (const occurrence of [first.occurrence, ...again]) taken.add(occurrence)
      return { ...first, again }
    },
  }
}

const isUnread = ({ request }: Contact): boolean => request === null

type Pod = MadeAttempt['from']

const isPod = ({ kind, name, namespace }: SeenEnd, pod: Pod): boolean =>
  kind === 'workload' && name === pod.name && (namespace === '' || namespace === pod.namespace)

/**
 * Whether an end without the name of a workload may be the pod: by the address that it had at the time of the try. An end with the name of
 * another pod is never taken for it, whatever its address: addresses are used again.
 */
const mayBe = ({ kind, address }: SeenEnd, pod: Pod): boolean =>
  kind !== 'workload' && (address === null || address === pod.address)

function isTarget({ to, port }: Contact, attempt: MadeAttempt): boolean {
  const isTo =
    to.kind === 'workload'
      ? to.name === attempt.to.name
      : to.address !== null && attempt.to.addresses.includes(to.address)
  return isTo && (port === null || attempt.ports.includes(port))
}

/** A connection that was not read fits any request. */
function fitsRequest({ request }: Contact, attempt: MadeAttempt): boolean {
  if (request === null) return true
  return (
    attempt.request !== null &&
    request.method === attempt.request.method &&
    request.path === pathOf(attempt.request.path)
  )
}
