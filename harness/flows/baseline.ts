/**
 * Learns what is normal from the flows of a window, and names what is not in later flows: edges, sources and requests that the window
 * did not have, what is refused or fails since, and what happens more or less often than chance explains. Pure.
 */
import { chanceOfOneRate } from '../numbers/poisson.ts'
import { isBeside } from './completeness.ts'
import { hasFailed, keyOf, wasRefused, type Contact, type Occurrence } from './contacts.ts'
import { idOf } from './ends.ts'

/**
 * A frequency has changed where it is at least twice or at most half of what it was, and one rate would give counts so far apart less
 * often than once in a thousand comparisons. Chance alone: real requests come in bursts, which the factor allows for.
 */
export const FREQUENCY_RULE = { factor: 2, chance: 0.001 } as const

export type Reason =
  /** The window has no flow from or to this end. */
  | 'unknown source'
  /** Both ends are known, but not that the one calls the other. */
  | 'new edge'
  | 'new port'
  /** A method and path, or a connection that is not read where requests are. */
  | 'new request'
  | 'refused'
  | 'failed'
  | 'more often'
  | 'less often'

export interface Finding {
  contact: Omit<Contact, 'occurrences'>
  reasons: Reason[]
  /** What happened later; empty for what no longer happens. */
  occurrences: readonly Occurrence[]
  /** How often it happened in the window, and what of it is known to have been refused or failed later. */
  before: number
  refused: number
  failed: number
}

/** Contacts of a span of time. */
export interface Span {
  contacts: readonly Contact[]
  lastsMs: number
}

export interface Assessment {
  /** In milliseconds: how long the window and what came after it were. */
  windowMs: number
  laterMs: number
  /** Contacts that the window has, and later ones that were looked at, without what every pod has beside its calls. */
  normal: number
  looked: number
  /** Ids of sources of which the window has nothing, also of those that only asked for a name, which is no finding. */
  unknownSources: string[]
  findings: Finding[]
}

/** @returns what of the later span the window does not explain, in the order in which it was first seen, and last what no longer happens */
export function assess(window: Span, later: Span): Assessment {
  const normal = normalOf(window.contacts)
  const looked = later.contacts.map(onlyBegun).filter((contact) => !isExpected(contact) && !isEmpty(contact))
  const now = new Set(looked.map(keyOf))
  const gone = [...normal.contacts].flatMap(([key, contact]) =>
    now.has(key) ? [] : [{ ...contact, occurrences: [] }],
  )
  return {
    windowMs: window.lastsMs,
    laterMs: later.lastsMs,
    normal: normal.contacts.size,
    looked: looked.length,
    unknownSources: [...new Set(later.contacts.map(({ from }) => idOf(from)))].filter(
      (id) => !normal.ends.has(id),
    ),
    findings: [...looked, ...gone].flatMap((contact) => findingOf(contact, normal, window, later)),
  }
}

/** Divides contacts at a time: the window has what happened before it. What has no time is in neither. */
export function splitAt(
  contacts: readonly Contact[],
  cutMs: number,
): { window: Contact[]; later: Contact[] } {
  const part = (isIn: (atMs: number) => boolean): Contact[] =>
    contacts
      .map((contact) => ({
        ...contact,
        occurrences: contact.occurrences.filter(({ atMs }) => atMs !== null && isIn(atMs)),
      }))
      .filter((contact) => !isEmpty(contact))
  return { window: part((atMs) => atMs < cutMs), later: part((atMs) => atMs >= cutMs) }
}

/** What the window has. */
interface Normal {
  contacts: Map<string, Contact>
  ends: Set<string>
  edges: Set<string>
  ports: Set<string>
}

function normalOf(contacts: readonly Contact[]): Normal {
  const seen = contacts.filter((contact) => !isEmpty(contact))
  const calls = seen.filter((contact) => !isExpected(contact))
  return {
    contacts: new Map(calls.map((contact) => [keyOf(contact), onlyBegun(contact)])),
    // Whoever only asked for a name is known as well.
    ends: new Set(seen.flatMap(({ from, to }) => [idOf(from), idOf(to)])),
    edges: new Set(calls.map(edgeOf)),
    ports: new Set(calls.map(portOf)),
  }
}

/** What every pod has beside its calls: names that it resolves, probes of its node. */
const isExpected = ({ from, to, port }: Contact): boolean =>
  isBeside({ from: idOf(from), to: idOf(to), port })

const isEmpty = ({ occurrences }: Contact): boolean => occurrences.length === 0

/** Without connections of which only the end was seen: they began before. */
const onlyBegun = (contact: Contact): Contact => ({
  ...contact,
  occurrences: contact.occurrences.filter(({ older }) => !older),
})

type Ends = Omit<Contact, 'occurrences'>
const edgeOf = ({ from, to }: Ends): string => JSON.stringify([idOf(from), idOf(to)])
const portOf = ({ from, to, protocol, port }: Ends): string =>
  JSON.stringify([idOf(from), idOf(to), protocol, port])

function findingOf(contact: Contact, normal: Normal, window: Span, later: Span): Finding[] {
  const { occurrences, ...ends } = contact
  const before = normal.contacts.get(keyOf(contact))?.occurrences ?? []
  const count = (all: readonly Occurrence[], which: (one: Occurrence) => boolean): number =>
    all.filter(which).length
  const refused = count(occurrences, wasRefused)
  const failed = count(occurrences, hasFailed)
  const reasons: Reason[] = [
    ...noveltyOf(contact, normal),
    ...(refused > 0 && count(before, wasRefused) === 0 ? ['refused' as const] : []),
    ...(failed > 0 && count(before, hasFailed) === 0 ? ['failed' as const] : []),
    ...(normal.contacts.has(keyOf(contact))
      ? changeOf(
          { count: before.length, time: window.lastsMs },
          { count: occurrences.length, time: later.lastsMs },
        )
      : []),
  ]
  return reasons.length === 0
    ? []
    : [{ contact: ends, reasons, occurrences, before: before.length, refused, failed }]
}

/** The widest thing that is new. */
function noveltyOf(contact: Contact, { contacts, ends, edges, ports }: Normal): Reason[] {
  if (!ends.has(idOf(contact.from))) return ['unknown source']
  if (!edges.has(edgeOf(contact))) return ['new edge']
  if (!ports.has(portOf(contact))) return ['new port']
  return contacts.has(keyOf(contact)) ? [] : ['new request']
}

type Counted = Parameters<typeof chanceOfOneRate>[0]

/** A contact of which nothing began in the window, such as a connection that was open already, has no frequency to compare. */
function changeOf(before: Counted, now: Counted): Reason[] {
  if (before.count === 0 || before.time <= 0 || now.time <= 0) return []
  const ratio = now.count / now.time / (before.count / before.time)
  const isFar = ratio >= FREQUENCY_RULE.factor || ratio <= 1 / FREQUENCY_RULE.factor
  if (!isFar || chanceOfOneRate(before, now) >= FREQUENCY_RULE.chance) return []
  return [ratio > 1 ? 'more often' : 'less often']
}
