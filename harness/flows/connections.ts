/**
 * From flows to connections. One connection gives two to six lines (both ends report it, its replies, its end), so connections are told
 * apart by their addresses and ports and turned by `is_reply`; lines are never counted.
 */
import { idOf, type SeenEnd } from './ends.ts'
import type { SeenFlow } from './seen-flow.ts'

export interface Connection {
  client: SeenEnd
  server: SeenEnd
  protocol: string
  firstMs: number | null
  lastMs: number | null
  /** A FIN or a reset was seen. */
  ended: boolean
  /** The first thing that was seen of it was its end, so it was opened before anybody looked. */
  older: boolean
  encrypted: boolean
  /** The worst that a flow of the connection said: a refused one is refused, whatever else was seen. */
  verdict: string
  dropReasons: Set<string>
  deniedBy: Set<string>
  /** How many connections it stands for: more than one, or none, for sums of an earlier hopbench. */
  count: number
  /** The flows did not say who opened it: the end with the lower port was taken for the server. */
  guessed: boolean
}

/** From bad to good. Any other verdict stands between them. */
const WORST_FIRST = ['DROPPED', 'ERROR', 'AUDIT']

export interface Connections {
  /** Returns the connection of a flow, with its ends in the direction of the connection; null for an event of a socket. */
  add(flow: SeenFlow): Connection | null
  all(): Connection[]
}

export function createConnections(): Connections {
  const open = new Map<string, Connection>()
  const all: Connection[] = []
  const openNew = (key: string, flow: SeenFlow): Connection => {
    const turn = turnOf(flow)
    const connection: Connection = {
      ...(turn.reply
        ? { client: flow.destination, server: flow.source }
        : { client: flow.source, server: flow.destination }),
      protocol: flow.protocol ?? 'unknown',
      firstMs: null,
      lastMs: null,
      ended: false,
      older: flow.flags.fin || flow.flags.reset,
      encrypted: false,
      verdict: flow.verdict,
      dropReasons: new Set(),
      deniedBy: new Set(),
      count: flow.connections,
      guessed: turn.guessed,
    }
    open.set(key, connection)
    all.push(connection)
    return connection
  }
  return {
    add(flow) {
      if (flow.layer === 'socket') return null
      const key = keyOf(flow)
      const known = open.get(key)
      // The ports are used again: a SYN after the end begins another connection. So does another pod with the address.
      const isNew = !known || (known.ended && flow.flags.syn && !flow.flags.ack) || isOfOthers(flow, known)
      const connection = isNew ? openNew(key, flow) : known
      note(connection, flow)
      return connection
    },
    all: () => all,
  }
}

/** Whether the flow is of other workloads than the connection. An end without a name may be anybody. */
function isOfOthers(flow: SeenFlow, { client, server }: Connection): boolean {
  const known = [client, server].filter(isWorkload).map(idOf)
  const now = [flow.source, flow.destination].filter(isWorkload).map(idOf)
  return known.length === 2 && now.length === 2 && now.some((id) => !known.includes(id))
}

const isWorkload = ({ kind }: SeenEnd): boolean => kind === 'workload'

function note(connection: Connection, flow: SeenFlow): void {
  if (flow.timeMs !== null) {
    connection.firstMs = Math.min(connection.firstMs ?? Infinity, flow.timeMs)
    connection.lastMs = Math.max(connection.lastMs ?? -Infinity, flow.timeMs)
  }
  connection.ended ||= flow.flags.fin || flow.flags.reset
  connection.encrypted ||= flow.encrypted
  if (badness(flow.verdict) > badness(connection.verdict)) connection.verdict = flow.verdict
  if (flow.verdict === 'DROPPED' && flow.dropReason !== null) connection.dropReasons.add(flow.dropReason)
  for (const policy of flow.deniedBy) connection.deniedBy.add(policy)
}

const badness = (verdict: string): number => {
  const place = WORST_FIRST.indexOf(verdict)
  return place < 0 ? 0 : WORST_FIRST.length - place
}

/** The same for both directions. Ends without addresses are told apart by name. */
function keyOf({ protocol, source, destination, verdict, connections }: SeenFlow): string {
  const ends = [source, destination].map((end) => JSON.stringify([end.address ?? idOf(end), end.port]))
  // Each sum of an earlier hopbench stands for itself: it has no port of the caller.
  const sum = connections === 1 ? [] : [verdict, connections]
  return JSON.stringify([protocol, ...ends.toSorted(), ...sum])
}

/** Which way a flow goes. Where the emitter does not know, flags tell, then a refusal, then the ports. */
function turnOf(flow: SeenFlow): { reply: boolean; guessed: boolean } {
  if (flow.isReply !== null) return { reply: flow.isReply, guessed: false }
  if (flow.flags.syn) return { reply: flow.flags.ack, guessed: false }
  // As in Hubble: a packet that was refused opened no connection, so it is no reply.
  if (flow.verdict === 'DROPPED') return { reply: false, guessed: false }
  const { source, destination } = flow
  return { reply: (source.port ?? 0) < (destination.port ?? 0) && source.port !== null, guessed: true }
}
