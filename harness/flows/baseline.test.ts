import { expect, test } from 'vitest'
import { assess, splitAt, type Assessment } from './baseline.ts'
import { createContacts, type Contact } from './contacts.ts'
import { readFlows } from './read-flows.ts'
import { BEGAN, asked, dropped, opened } from './testing/flow-lines.ts'

function contactsOf(lines: readonly string[]): Contact[] {
  const contacts = createContacts()
  const { unread } = readFlows('test.jsonl', lines.join('\n'), contacts.add)
  expect(unread).toBe(0)
  return contacts.build()
}
/** Each finding as "from → to request: reasons". */
const told = ({ findings }: Assessment): string[] =>
  findings.map(
    ({ contact: { from, to, request }, reasons }) =>
      `${from.name} → ${to.name}${request ? ` ${request.method} ${request.path}` : ''}: ${reasons.join(', ')}`,
  )
const every = (ms: number, count: number, line: (at: number) => string | string[]): string[] =>
  Array.from({ length: count }, (_, n) => line(n * ms)).flat()

/** Ten seconds in which the client asks the shop once a second, and the shop its store. */
const NORMAL = every(1000, 10, (at) => [
  ...asked({ from: 'client', to: 'shop', at }, { url: `/p${String(at).padStart(6, '0')}1000000000?a=b` }),
  opened({ from: 'shop', to: 'store', at: at + 5, port: 5432 }),
  opened({ from: 'client', to: 'kube-dns', at, port: 53 }),
])
const against = (later: readonly string[], laterMs = 10_000): Assessment =>
  assess({ contacts: contactsOf(NORMAL), lastsMs: 10_000 }, { contacts: contactsOf(later), lastsMs: laterMs })

test('the same again is normal: other ids in paths, other ports of clients', () => {
  const assessment = against(NORMAL)
  expect(told(assessment)).toEqual([])
  expect(assessment).toMatchObject({ normal: 2, looked: 2 })
})

test('what is new is named by the widest thing that is new', () => {
  expect(
    told(
      against([
        ...NORMAL,
        opened({ from: 'miner', to: 'store', at: 1, port: 5432 }),
        opened({ from: 'client', to: 'store', at: 2, port: 5432 }),
        opened({ from: 'shop', to: 'store', at: 3, port: 22 }),
        ...asked({ from: 'client', to: 'shop', at: 4 }, { method: 'POST', url: '/login' }),
        opened({ from: 'client', to: 'shop', at: 5 }),
      ]),
    ),
  ).toEqual([
    'miner → store: unknown source',
    'client → store: new edge',
    'shop → store: new port',
    'client → shop POST /login: new request',
    'client → shop: new request',
  ])
})

test('names that are resolved and probes of the node are part of what every pod does', () => {
  const probe = opened({ from: '', to: 'shop', at: 1 }, { source: { labels: ['reserved:host'] } })
  expect(
    told(against([...NORMAL, opened({ from: 'miner', to: 'kube-dns', at: 1, port: 53 }), probe])),
  ).toEqual([])
})

test('a refusal and a failure are named where the window has none', () => {
  const [, ...rest] = NORMAL
  expect(
    told(
      against([
        ...rest,
        ...dropped({ from: 'shop', to: 'store', at: 1, port: 5432 }),
        ...asked({ from: 'client', to: 'shop', at: 2 }, { url: '/p0000011000000000', code: 503 }),
      ]),
    ),
  ).toEqual(['client → shop GET /{id}: failed', 'shop → store: refused'])
})

test('a request that the proxy of the server refused is refused, though for the proxy of the caller 403 is an answer', () => {
  const refused = asked({ from: 'client', to: 'shop', at: 1 }, { url: '/admin', code: 403, isRefused: true })
  expect(told(against([...NORMAL, ...refused]))).toEqual(['client → shop GET /admin: new request, refused'])
})

test.each([
  ['as often', 10, 10_000, []],
  ['three times as often, but so seldom that it may be chance', 6, 2000, []],
  ['four times as often', 40, 10_000, ['more often']],
  ['four times as often in half of the time', 20, 5000, ['more often']],
  ['no longer, in a time too short to tell', 0, 1000, []],
  ['no longer, in a time in which it would have happened thirty times', 0, 30_000, ['less often']],
])('%s: %i times in %i ms is %j', (_, count, laterMs, reasons) => {
  const shop = Array.from({ length: count }, (__, n) =>
    opened({ from: 'shop', to: 'store', at: n, port: 5432 }),
  )
  const client = every(1000, Math.round(laterMs / 1000), (at) =>
    asked({ from: 'client', to: 'shop', at }, { url: '/p0000001000000000' }),
  )
  expect(told(against([...client, ...shop], laterMs))).toEqual(
    reasons.map((reason) => `shop → store: ${reason}`),
  )
})

test('a connection of which only the end is seen began before, and is nothing new', () => {
  const end = { l4: { TCP: { source_port: 1, destination_port: 5432, flags: { FIN: true } } } }
  expect(told(against([...NORMAL, opened({ from: 'client', to: 'store', at: 1, port: 5432 }, end)]))).toEqual(
    [],
  )
})

test('a file is divided by time; a dropped packet that is sent again is one contact', () => {
  const { window, later } = splitAt(
    contactsOf([
      opened({ from: 'a', to: 'b', at: 0 }),
      opened({ from: 'a', to: 'b', at: 5000 }),
      ...dropped({ from: 'a', to: 'c', at: 6000 }),
    ]),
    BEGAN + 5000,
  )
  expect(window.map(({ to, occurrences }) => [to.name, occurrences.length])).toEqual([['b', 1]])
  expect(later.map(({ to, occurrences }) => [to.name, occurrences.length])).toEqual([
    ['b', 1],
    ['c', 1],
  ])
})
