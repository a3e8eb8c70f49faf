import { expect, test } from 'vitest'
import type { MadeAttempt, MadeTry } from './attempts-made.ts'
import { assess } from './baseline.ts'
import { createContacts, type Contact } from './contacts.ts'
import { judgeAttempts, type Judgement } from './judge-attempts.ts'
import { readFlows } from './read-flows.ts'
import { BEGAN, asked, dropped, opened } from './testing/flow-lines.ts'
import { ruleWords } from './words-of-attempt.ts'

const tried = (
  at: number,
  outcome: Partial<MadeTry['outcome']> = { face: 'answered', status: 200 },
): MadeTry => ({
  at: new Date(BEGAN + at).toISOString(),
  tookMs: outcome.face === 'time-out' ? 1000 : 5,
  outcome: { face: 'answered', status: null, code: null, ...outcome },
})

const attempt = (change: Partial<MadeAttempt> & Pick<MadeAttempt, 'name' | 'tries'>): MadeAttempt => ({
  kind: 'call',
  from: { name: 'cart', namespace: 'shop', address: '10.0.0.4' },
  to: { name: 'store', addresses: ['10.0.1.5'] },
  dialled: 'store.data',
  ports: [80, 8080],
  request: { method: 'GET', path: '/' },
  ...change,
})

function contactsOf(lines: readonly string[]): Contact[] {
  const contacts = createContacts()
  expect(readFlows('test.jsonl', lines.join('\n'), contacts.add).unread).toBe(0)
  return contacts.build()
}

const WINDOW = Array.from({ length: 10 }, (_, n) => opened({ from: 'client', to: 'cart', at: n * 100 }))

function judge(attempts: readonly MadeAttempt[], lines: readonly string[]): Judgement {
  const contacts = contactsOf(lines)
  const window = { contacts: contactsOf(WINDOW), lastsMs: 1000 }
  return judgeAttempts({ attempts: [...attempts] }, contacts, assess(window, { contacts, lastsMs: 1000 }))
}

test('a connection that nobody read is one try, though two proxies tell of it by the addresses of service and pod', () => {
  const connect = attempt({
    ...{ name: 'store', kind: 'connect', request: null, tries: [tried(0, { face: 'connected' })] },
    to: { name: 'store', addresses: ['10.0.1.5', '10.96.0.9'] },
  })
  const byService = {
    IP: { source: '10.0.0.4', destination: '10.96.0.9' },
    destination: undefined,
  }
  const { attempts, findings } = judge(
    [connect],
    [
      ...WINDOW,
      opened({ from: 'cart', to: 'store', at: 1, port: 80 }, byService),
      opened({ from: 'cart', to: 'store', at: 2 }, { verdict: 'ERROR' }),
    ],
  )
  expect(attempts[0]).toMatchObject({ seen: 1, tries: 1, named: ['failed', 'new edge'] })
  expect(findings).toEqual({ ofAttempts: 2, following: 0, falseAlarms: [] })
})

test('a scan that was dropped is seen, attributed, blocked with its face, and named', () => {
  const scan = ['store', 'books'].map((name, n) =>
    attempt({
      name: 'scan',
      kind: 'scan',
      to: { name, addresses: [`10.0.1.${n}`] },
      request: null,
      tries: [tried(10 * n, { face: 'time-out' })],
    }),
  )
  const { attempts, findings } = judge(scan, [
    ...WINDOW,
    ...dropped({ from: 'cart', to: 'store', at: 1 }),
    ...dropped({ from: 'cart', to: 'books', at: 11 }),
  ])
  expect(attempts).toEqual([
    {
      name: 'scan',
      kind: 'scan',
      from: 'cart',
      to: ['store', 'books'],
      tries: 2,
      seen: 2,
      emitters: ['a test'],
      attributed: 2,
      takenFor: [],
      blocked: 2,
      faces: [{ face: 'time-out', status: null, code: null, tries: 2 }],
      tookMs: 1000,
      seenAfterMs: 1,
      named: ['new edge', 'refused'],
    },
  ])
  expect(findings).toEqual({ ofAttempts: 2, following: 0, falseAlarms: [] })
})

test('where requests are read, an attempt is told from a page of the same edge by its path', () => {
  const login = attempt({
    name: 'guessing',
    request: { method: 'POST', path: '/login' },
    tries: [tried(0), tried(250)],
  })
  const page = (at: number) => asked({ from: 'cart', to: 'store', at }, { url: '/' })
  const guess = (at: number) => asked({ from: 'cart', to: 'store', at }, { method: 'POST', url: '/login' })
  const seen = judge([login], [...WINDOW, ...page(0), ...guess(2), ...page(250), ...guess(251)])
  expect(seen.attempts).toMatchObject([{ seen: 2, blocked: 0, seenAfterMs: 2, named: ['new edge'] }])
  const { attempts } = judge([login], [...WINDOW, ...page(0), ...page(250)])
  expect(attempts).toMatchObject([{ seen: 0, named: [] }])
})

test('what nobody saw is not seen, and a name that does not exist is no contact', () => {
  const nobody = attempt({
    name: 'no-name',
    kind: 'no-such-name',
    to: { name: 'payments.billing', addresses: [] },
    tries: [tried(0, { face: 'no such name', code: 'ENOTFOUND' })],
  })
  const { attempts, findings } = judge(
    [nobody],
    [...WINDOW, opened({ from: 'cart', to: 'kube-dns', at: 1, port: 53 })],
  )
  expect(attempts).toMatchObject([{ seen: 0, emitters: [], blocked: 0, seenAfterMs: null, named: [] }])
  expect(findings).toEqual({ ofAttempts: 0, following: 0, falseAlarms: [] })
})

test('a flow of another pod with the same address is never taken for the attempt, one without a name is, by its address', () => {
  const try1 = attempt({ name: 'try', tries: [tried(0)] })
  // The address of cart was given to another pod, whose name the flow has.
  const reused = opened({ from: 'other', to: 'store', at: 1, address: '10.0.0.4' })
  expect(judge([try1], [...WINDOW, reused]).attempts).toMatchObject([{ seen: 0 }])
  const nameless = opened({ from: '', to: 'store', at: 1, address: '10.0.0.4' })
  expect(judge([try1], [...WINDOW, nameless]).attempts).toMatchObject([
    { seen: 1, attributed: 0, takenFor: ['10.0.0.4'], named: ['unknown source'] },
  ])
  const elsewhere = opened({ from: '', to: 'store', at: 1, address: '10.0.0.99' })
  expect(judge([try1], [...WINDOW, elsewhere]).attempts).toMatchObject([{ seen: 0 }])
})

test('two pods that have an address one after the other are two contacts, even with the same ports', () => {
  const ends = { to: 'store', address: '10.0.0.4' }
  const l4 = { l4: { TCP: { source_port: 5000, destination_port: 8080 } } }
  const contacts = contactsOf([
    opened({ ...ends, from: 'cart', at: 0 }, l4),
    opened({ ...ends, from: 'other', at: 60_000 }, l4),
    opened({ ...ends, from: 'cart', at: 90_000 }, l4),
  ])
  const times = (name: string) =>
    contacts.find(({ from }) => from.name === name)?.occurrences.map(({ atMs }) => atMs! - BEGAN)
  expect([times('cart'), times('other')]).toEqual([[0, 90_000], [60_000]])
})

test('findings of normal pages are false alarms; what an attempt set off follows from it', () => {
  const call = attempt({
    name: 'call',
    from: { name: 'miner', namespace: 'batch', address: '10.0.0.5' },
    to: { name: 'cart', addresses: ['10.0.1.4'] },
    tries: [tried(0)],
  })
  const { findings, attempts } = judge(
    [call],
    [
      ...WINDOW,
      opened({ from: 'miner', to: 'cart', at: 1, namespace: 'batch' }),
      opened({ from: 'cart', to: 'store', at: 3 }),
      opened({ from: 'client', to: 'store', at: 500 }),
    ],
  )
  expect(findings).toMatchObject({
    ofAttempts: 1,
    following: 1,
    falseAlarms: [{ contact: { from: { name: 'client' }, to: { name: 'store' } }, reasons: ['new edge'] }],
  })
  const made = { arm: 'a', from: '', to: '', pages: 1, paceMs: 1, lines: 1, attempts: [call] }
  const assessment = { windowMs: 1, laterMs: 1, normal: 1, looked: 1, unknownSources: [], findings: [] }
  expect(ruleWords({ made, read: null, judged: { assessment, judgement: { attempts, findings } } })).toEqual({
    recall: '1 of 1',
    precision: '1 of 2, and 1 that followed from them; false: shop/client → shop/store (new edge)',
  })
})
