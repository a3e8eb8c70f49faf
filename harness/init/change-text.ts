/** Puts what was left out or changed into words, for the terminal and for the comments of a scenario. */
import { printable } from '../words/printable.ts'
import type { Change, ChangeKind } from './change.ts'
import type { SourceKind, Unknown } from './system.ts'

/** What each kind means. Its items follow after a colon. */
const MEANING: Record<ChangeKind, string> = {
  renamed: 'names that Kubernetes does not allow, or that are there twice, were changed',
  'is the client': 'sends load and is called by nobody; the client takes its place',
  'rare call left out': 'made by less than half of the requests: left out',
  'rare call made always':
    'made by less than half of the requests, but nobody else calls the service: made always',
  'calls rounded': 'calls for a request were rounded to a whole number',
  'calls limited': 'more than 100 calls for one request: made 100 times',
  'cycle cut': 'a call that closes a circle was left out, since the services would wait for each other',
  'entry guessed': 'only services that it calls itself call it: the page calls it',
  'entries once':
    'one page calls each of these once, in this order, whatever their shares of the requests are',
  'never called': 'not reached from the page: left out',
  grpc: 'gRPC; made as HTTP/1.1 here',
  outside: 'calls to something outside the cluster: left out',
  host: 'calls from the node, such as probes: left out',
  dns: 'questions to DNS, which every arm has of its own: left out',
  'not http': 'not HTTP: left out',
  'no call rate': 'TCP, of which only bytes a second are known and no calls: left out',
  'queries guessed': 'PostgreSQL: nothing tells how many queries a request makes; one is made, of 10 rows',
  'other database': 'databases other than PostgreSQL: left out',
  message: 'messages, for which nobody waits: left out',
  refused: 'refused by a policy: not made',
  idle: 'without traffic: left out',
  errors: 'some calls failed; here all succeed',
  retries: 'repeated calls: made once',
  replicas: 'replicas: one pod each here',
  'policy rules': 'rules of policies: none here; the option `policyRules` of an arm adds some',
  sleep: 'sleeps: left out, since waiting costs nothing; pages are faster here',
  'work without time': 'work of which no time is known: left out; add a step such as `cpuUs: 200`',
  'mean size': 'sizes vary around a mean; here every answer has the mean',
  'container beside': 'a program beside the service: left out',
  cluster: 'in a cluster of its own: all are in one here',
  'random choice': 'calls some of a list, chosen by chance: the first ones here',
  'chains interleaved':
    'chains of calls that run at once: their first calls are made at once, then the second ones',
  'query by itself': 'a query that ran beside calls comes after them',
  'size limited': 'larger than 1 MiB: 1 MiB here',
  'work limited': 'more than a second of work: one second here',
  'waiting as work':
    'work is the median time in which a request had no call open. A trace cannot tell work from waiting: where a service waits, lower its `cpuUs`',
  'no spans of its own': 'has no spans of its own: a service that answers at once',
  'caller missing': 'the caller’s span is not in the file',
  'end missing': 'one end of the edge is not in the file: left out',
  'logs and metrics': 'lines with logs or metrics instead of traces were left out',
  repeated: 'was there twice: counted once',
  unreadable: 'lines that could not be read',
  lost: 'events that the source lost',
}

/** So many items of a kind are named. */
const NAMED = 6

/** A line for each kind of change, with what it concerns. */
export function changeLines(changes: readonly Change[]): string[] {
  const kinds = Map.groupBy(changes, ({ kind }) => kind)
  return [...kinds].map(([kind, all]) => {
    const items = [...new Set(all.map(itemOf))].filter((item) => item !== '')
    const more = items.length > NAMED ? ` and ${items.length - NAMED} more` : ''
    return `${MEANING[kind]}${items.length === 0 ? '' : `: ${items.slice(0, NAMED).join(', ')}${more}`}`
  })
}

/** Kinds whose figure is a share of the requests, or calls for a request. */
const SHARES = new Set<ChangeKind>([
  'rare call left out',
  'rare call made always',
  'calls rounded',
  'calls limited',
])
/** Kinds whose figure says nothing beside the names. */
const WITHOUT_FIGURE = new Set<ChangeKind>([
  'grpc',
  'message',
  'outside',
  'no spans of its own',
  'waiting as work',
])

function itemOf({ kind, of, figure, name }: Change): string {
  const ends = of.map(printable)
  if (kind === 'renamed') return `${ends[0]!} is ${printable(name ?? '')}`
  const notes = [
    ...(name === undefined ? [] : [printable(name)]),
    ...(figure === undefined || WITHOUT_FIGURE.has(kind)
      ? []
      : [
          SHARES.has(kind)
            ? `${rounded(figure)} a request`
            : kind === 'no call rate'
              ? `${rounded(figure)} bytes/s`
              : String(figure),
        ]),
  ]
  const what = kind === 'entries once' ? ends.join(', ') : ends.join(' → ')
  return [
    what,
    ...(notes.length === 0
      ? []
      : [ends.length === 0 ? notes.toReversed().join(', ') : `(${notes.join(', ')})`]),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** Three digits tell as much as a share is known to. */
export const rounded = (value: number): string => String(Number(value.toPrecision(3)))

const UNKNOWN: Record<Unknown, string> = {
  order: 'in which order calls are made: one after the other here',
  'calls per request': 'how often a call is made for a request: once here',
  'answer sizes': 'how large answers are: 512 bytes here',
  'request sizes': 'how large requests are: GET without a body here',
  work: 'how long services work: no work here, so that a page costs its calls only',
}

export const unknownLines = (unknown: readonly Unknown[]): string[] => unknown.map((what) => UNKNOWN[what])

export const SOURCES: Record<SourceKind, string> = {
  hubble: 'a flow export of Hubble',
  jaeger: 'traces of Jaeger',
  dependencies: 'dependencies of Jaeger or Zipkin',
  otlp: 'traces in OTLP',
  kiali: 'a graph of Kiali',
  isotope: 'a topology of isotope',
  mubench: 'a work model of µBench',
}
