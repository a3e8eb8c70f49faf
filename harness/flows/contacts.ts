/**
 * From flows to contacts: what one workload does with another, each request and each connection once, with its time. Requests are told by
 * method and path; of a connection whose requests nobody read there is only that it was opened.
 */
import { createConnections, type Connection } from './connections.ts'
import { idOf, type SeenEnd } from './ends.ts'
import type { SeenFlow } from './seen-flow.ts'

export interface Occurrence {
  /** Milliseconds since 1970; null where no flow of it has a time. */
  atMs: number | null
  verdict: string
  /** Status of the answer; "none" where a request got no answer, null where nobody looks into requests or answers. */
  status: number | 'none' | null
  emitters: readonly string[]
  /** The first thing that was seen of the connection was its end: it began before anybody looked. */
  older: boolean
}

/** Kind of request, or null for a connection that was not read. */
export interface Request {
  method: string
  path: string
}

export interface Contact {
  from: SeenEnd
  to: SeenEnd
  protocol: string
  /** Port of the server. */
  port: number | null
  request: Request | null
  occurrences: Occurrence[]
}

/** What one end of a connection told of its requests, by method and path. */
type Side = Map<string, Group>
type Told = Occurrence & { emitters: string[] }
interface Group {
  request: Request
  occurrences: Told[]
  /** How many of the first occurrences have their answer. */
  answered: number
}

interface Talk {
  emitters: Set<string>
  sides: Map<string, Side>
}

export interface ContactsBuilder {
  add: (flow: SeenFlow) => void
  build: () => Contact[]
}

/** Takes flows one by one. It remembers connections and the times of requests, not lines. */
export function createContacts(): ContactsBuilder {
  const connections = createConnections()
  const talks = new Map<Connection, Talk>()
  return {
    add(flow) {
      const connection = connections.add(flow)
      if (connection === null) return
      const talk = talks.get(connection) ?? { emitters: new Set<string>(), sides: new Map<string, Side>() }
      talks.set(connection, talk)
      if (flow.emitter !== null) talk.emitters.add(flow.emitter)
      if (flow.http) noteRequest(talk, flow, flow.http)
    },
    build() {
      const contacts = new Map<string, Contact>()
      for (const [connection, talk] of talks)
        for (const { request, occurrences } of occurrencesOf(connection, talk)) {
          const { client: from, server: to, protocol } = connection
          const key = keyOf({ from, to, protocol, port: to.port, request })
          const known = contacts.get(key)
          // One by one: a kept connection may have more of them than a call can have arguments.
          if (known) for (const one of occurrences) known.occurrences.push(one)
          else
            contacts.set(key, { from, to, protocol, port: to.port, request, occurrences: [...occurrences] })
        }
      return [...contacts.values()]
    },
  }
}

/** The same for all occurrences of a contact, in whatever flows they were seen. */
export const keyOf = ({ from, to, protocol, port, request }: Omit<Contact, 'occurrences'>): string =>
  JSON.stringify([idOf(from), idOf(to), protocol, port, request?.method ?? null, request?.path ?? null])

function noteRequest(talk: Talk, flow: SeenFlow, http: NonNullable<SeenFlow['http']>): void {
  const direction = flow.direction ?? 'unknown'
  const side: Side = talk.sides.get(direction) ?? new Map<string, Group>()
  talk.sides.set(direction, side)
  const request = { method: http.method, path: http.path }
  const key = JSON.stringify(request)
  const group: Group = side.get(key) ?? { request, occurrences: [], answered: 0 }
  side.set(key, group)
  // The requests of a connection are answered in their order.
  const open = http.isResponse ? nextUnanswered(group) : undefined
  const status = http.isResponse ? (http.code ?? 'none') : null
  if (open) {
    open.status = status
    if (flow.verdict === 'DROPPED' || flow.verdict === 'ERROR') open.verdict = flow.verdict
  } else
    group.occurrences.push({
      atMs: flow.timeMs,
      verdict: flow.verdict,
      status,
      emitters: flow.emitter === null ? [] : [flow.emitter],
      older: false,
    })
}

function nextUnanswered(group: Group): Told | undefined {
  while (group.occurrences[group.answered] && group.occurrences[group.answered]!.status !== null)
    group.answered += 1
  return group.occurrences[group.answered]
}

/**
 * Of the two ends that may report requests, the one that saw more is believed: the other may have no proxy, or have lost records. Of two
 * that saw as many, the one that refused knows why: for the other, the refusal is an answer like any other.
 */
function occurrencesOf(
  connection: Connection,
  talk: Talk,
): { request: Request | null; occurrences: readonly Occurrence[] }[] {
  const counted = [...talk.sides.values()].map((side) => {
    const groups = [...side.values()]
    const requests = groups.flatMap(({ occurrences }) => occurrences)
    return { groups, requests: requests.length, refused: requests.filter(wasRefused).length }
  })
  const best = counted.toSorted((a, b) => b.requests - a.requests || b.refused - a.refused)[0]
  if (best) {
    const emitters = [...talk.emitters].toSorted()
    for (const { occurrences } of best.groups) for (const told of occurrences) told.emitters = emitters
    return best.groups
  }
  const opened: Occurrence = {
    atMs: connection.firstMs,
    verdict: connection.verdict,
    status: null,
    emitters: [...talk.emitters].toSorted(),
    older: connection.older,
  }
  // A sum of an earlier hopbench stands for several connections.
  return [{ request: null, occurrences: Array.from({ length: connection.count }, () => ({ ...opened })) }]
}

/** Whether it was refused: by a policy, or by a proxy that says so. */
export const wasRefused = ({ verdict }: Occurrence): boolean => verdict === 'DROPPED'

/** From this status on, HTTP calls an answer an error. */
const FIRST_ERROR_STATUS = 400

/** Whether it failed for another reason: nobody answered, or with an error. */
export const hasFailed = ({ verdict, status }: Occurrence): boolean =>
  verdict === 'ERROR' ||
  (verdict !== 'DROPPED' &&
    (status === 'none' || (typeof status === 'number' && status >= FIRST_ERROR_STATUS)))
