/** The reading of windows whose times are known. */
import { describe, expect, test } from 'vitest'
import { isNotMeasured } from '../../../results/measured.ts'
import type { HopReading } from '../../../results/record.ts'
import { hopsPerPage } from '../../../scenario/topology.ts'
import { PAGE_NUMBERS } from '../../../workload/page-mark.ts'
import { HOP_PARTS } from './joined-page.ts'
import { readHops, type WindowToRead } from './read-hops.ts'
import {
  ARM,
  CHAIN,
  FAN_OUT,
  syntheticWindow,
  topologyOf,
  unitOf,
  type SyntheticOptions,
  type SyntheticWindow,
  type TrueCall,
} from './testing/synthetic-window.ts'

const reasonOf = (window: SyntheticWindow, changes: Partial<WindowToRead> = {}): string => {
  const reading = readHops({ arm: ARM, topology: CHAIN, ...window, ...changes })
  return isNotMeasured(reading) ? reading.notMeasured : 'measured'
}
function read(window: SyntheticWindow, topology = CHAIN): HopReading {
  const reading = readHops({ arm: ARM, topology, ...window })
  if (isNotMeasured(reading)) throw new Error(reading.notMeasured)
  return reading
}
const meanUs = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length / 1000
const truthOf = (window: SyntheticWindow, path: string, of: (call: TrueCall) => number): number =>
  meanUs(window.truth.map(({ calls }) => of(calls[path]!)))

const OVERLAPPING = 300_000
const cases: (Required<Pick<SyntheticOptions, 'proxies' | 'intervalNs'>> & { name: string })[] = [
  { name: 'pages one after the other', proxies: 'none', intervalNs: 20e6 },
  { name: 'pages that overlap', proxies: 'none', intervalNs: OVERLAPPING },
  { name: 'sidecars', proxies: 'sidecars', intervalNs: 20e6 },
  { name: 'sidecars and pages that overlap', proxies: 'sidecars', intervalNs: OVERLAPPING },
  { name: 'encrypted sidecars', proxies: 'encrypted', intervalNs: 20e6 },
  { name: 'encrypted sidecars and pages that overlap', proxies: 'encrypted', intervalNs: OVERLAPPING },
  { name: 'a proxy beside the caller only', proxies: 'callers', intervalNs: OVERLAPPING },
  { name: 'a gateway', proxies: 'gateway', intervalNs: OVERLAPPING },
]

describe.each([
  ['a chain', CHAIN],
  ['a fan-out with calls at once and a service called twice', FAN_OUT],
] as const)('%s', (_, topology) => {
  test.each(cases)('with $name: each part is what it was', ({ proxies, intervalNs }) => {
    const window = syntheticWindow({ topology, proxies, intervalNs, pages: 200 })
    const reading = read(window, topology)
    const isSplit = proxies === 'sidecars' || proxies === 'encrypted'
    expect(reading).toMatchObject({ pages: 200, unmatchedPages: 0, retransmitted: 0, odd: {}, connects: 0 })
    expect(reading.ambiguousWires).toBeLessThan(reading.exchanges * 0.02)
    expect(reading.calls.map(({ path }) => path)).toEqual(Object.keys(window.truth[0]!.calls).toSorted())
    for (const { path, exchanges, transport, request, response, app, proxied } of reading.calls) {
      expect(exchanges).toBe(200)
      expect(transport.mean).toBeCloseTo(
        truthOf(window, path, (call) => call.request + call.response),
        6,
      )
      expect(request.mean).toBeCloseTo(
        truthOf(window, path, (call) => call.request),
        6,
      )
      expect(response.mean).toBeCloseTo(
        truthOf(window, path, (call) => call.response),
        6,
      )
      expect(app.mean).toBeCloseTo(
        truthOf(window, path, (call) => call.app),
        6,
      )
      if (!isSplit) {
        expect(proxied).toBeNull()
        continue
      }
      for (const part of HOP_PARTS) {
        const really = truthOf(window, path, ({ parts }) => parts![part])
        // Ambiguous wires are left out of the split.
        if (reading.ambiguousWires === 0) expect(proxied![part].mean).toBeCloseTo(really, 6)
        else expect(proxied![part].mean / really).toBeCloseTo(1, 1)
      }
    }
    expect(reading.clientUs.mean).toBeCloseTo(meanUs(window.truth.map(({ clientNs }) => clientNs)), 6)
    expect(reading.sumOfParts).toBeCloseTo(1, 12)
  })

  test('the parts on the critical path, divided by hops, and the client add up to the page', () => {
    const reading = read(syntheticWindow({ topology }), topology)
    const hops = hopsPerPage(topology)
    const sum = (reading.transportPerHop.mean + reading.appPerHop.mean) * hops + reading.clientUs.mean
    expect(sum).toBeCloseTo(reading.pageUs.mean, 6)
  })

  test.each(['none', 'encrypted'] as const)(
    'drawn pages (proxies: %s) have no hole on their critical path',
    (proxies) => {
      const reading = read(syntheticWindow({ topology, proxies, intervalNs: OVERLAPPING }), topology)
      for (const page of [reading.medianPage!, reading.slowPage!]) {
        const critical = page.spans.filter((span) => span.critical)
        expect(critical[0]).toMatchObject({ part: 'client', where: 'client', path: '', fromUs: 0 })
        for (const [at, span] of critical.entries())
          expect(span.toUs).toBe(critical[at + 1]?.fromUs ?? page.totalUs)
        for (const { fromUs, toUs } of page.spans) expect(toUs).toBeGreaterThan(fromUs)
      }
      expect(reading.slowPage!.totalUs).toBeGreaterThan(reading.medianPage!.totalUs)
    },
  )
})

test('page numbers may begin again within a window, and other windows and arms are passed over', () => {
  const window = syntheticWindow({ firstNumber: PAGE_NUMBERS - 50 })
  const { exchanges } = window.records
  const before = syntheticWindow({ firstNumber: PAGE_NUMBERS - 50, seed: 'before' }).records.exchanges
  const late = 60e9
  const others = [
    ...exchanges.map((exchange) => ({ ...exchange, unit: { ...exchange.unit, arm: 'other' } })),
    ...before.map((exchange) => ({
      ...exchange,
      requestFirstNs: exchange.requestFirstNs - late,
      responseFirstNs: exchange.responseFirstNs - late,
    })),
    { ...exchanges[0]!, mark: null },
  ]
  const together = { ...window, records: { ...window.records, exchanges: [...others, ...exchanges] } }
  expect(read(together)).toEqual(read(window))
  expect(read(together)).toMatchObject({ pages: 100, unmatchedPages: 0 })
})

test('a request that was sent again is told from an answer that was', () => {
  const window = syntheticWindow()
  const [again] = window.records.exchanges.filter(({ mark, side }) => mark?.path === '1' && side === 'caller')
  again!.retransmitted.request = true
  expect(read(window)).toMatchObject({ retransmitted: 1, requestsSentAgain: 1 })
})

test('an exchange with a retransmission is counted and in no figure; the other calls of its page are', () => {
  const window = syntheticWindow()
  const late = window.records.exchanges.find(({ mark, side }) => mark?.path === '111' && side === 'callee')!
  late.retransmitted.response = true
  late.requestFirstNs = late.responseFirstNs - 1
  const reading = read(window)
  expect(reading).toMatchObject({ pages: 100, exchanges: 300, retransmitted: 1, requestsSentAgain: 0 })
  const others = window.truth.filter((_, page) => page !== 0)
  expect(reading.calls[2]!.app.mean).toBeCloseTo(meanUs(others.map(({ calls }) => calls['111']!.app)), 6)
  expect(reading.calls[0]!.app.mean).toBeCloseTo(
    truthOf(window, '1', ({ app }) => app),
    6,
  )
  expect(reading.clientUs.mean).toBeCloseTo(meanUs(others.map(({ clientNs }) => clientNs)), 6)
})

test('one page without an exchange is counted; more, and the reading is withheld with the reasons', () => {
  const window = syntheticWindow({ proxies: 'sidecars' })
  const { exchanges } = window.records
  exchanges.splice(20, 1)
  expect(read(window)).toMatchObject({ pages: 99, unmatchedPages: 1, exchanges: 297 })
  exchanges.push(exchanges.at(-1)!)
  expect(reasonOf(window)).toBe(
    '2 of 100 pages could not be joined: 1 × an exchange is missing, 1 × an exchange is there twice',
  )
})

test('lost records, a window without pages and a topology that no mark has room for are not measured', () => {
  const window = syntheticWindow()
  expect(reasonOf({ ...window, records: { ...window.records, lost: 3 } })).toBe(
    '3 records of the hop clock were lost',
  )
  expect(reasonOf({ ...window, pages: [] })).toBe('no page completed')
  expect(reasonOf({ ...window, records: { ...window.records, exchanges: [] } })).toBe(
    '100 of 100 pages could not be joined: 100 × an exchange is missing',
  )
  const chain = (length: number) =>
    topologyOf({
      services: Object.fromEntries(
        Array.from({ length }, (_, at) => [
          `s${at}`,
          { steps: at + 1 < length ? [{ call: `s${at + 1}` }] : [] },
        ]),
      ),
      page: [{ call: 's0' }],
    })
  const wide = (calls: number) =>
    topologyOf({ services: { a: {} }, page: Array.from({ length: calls }, () => ({ call: 'a' })) })
  for (const [topology, fits] of [
    [chain(10), true],
    [chain(11), false],
    [wide(35), true],
    [wide(36), false],
  ] as const)
    expect(reasonOf(window, { topology })).toMatch(
      fits ? /could not be joined/ : /^the mark of a page has room/,
    )
})

test('connections of the client and of services are a part of their own, those of proxies are not', () => {
  const window = syntheticWindow()
  const synNs = window.pages[10]!.writtenNs + 5000
  const connect = (us: number | null, role: 'client' | 'app' | 'proxy', laterNs = 0) => ({
    unit: unitOf('orders', role),
    enteredNs: us === null ? null : synNs + laterNs - 1000,
    synNs: synNs + laterNs,
    establishedNs: synNs + laterNs - 1000 + (us ?? 0) * 1000,
  })
  window.records.connects = [
    connect(10, 'client'),
    connect(30, 'app'),
    connect(500, 'proxy'),
    connect(null, 'app'),
    connect(700, 'client', 60e9),
  ]
  expect(read(window)).toMatchObject({ connects: 3, connectUs: { mean: 20, p50: 20 } })
})

test('odd exchanges are told by kind, for this arm', () => {
  const window = syntheticWindow()
  window.records.odd = [
    { unit: unitOf('orders', 'app'), kind: 'pipelined', count: 2 },
    { unit: unitOf('stock', 'app'), kind: 'pipelined', count: 1 },
    { unit: { ...unitOf('stock', 'app'), arm: 'other' }, kind: 'half-closed', count: 1 },
  ]
  expect(read(window).odd).toEqual({ pipelined: 3 })
})

test('an encrypted exchange that is not there leaves the transport exact and is counted', () => {
  const window = syntheticWindow({ proxies: 'encrypted' })
  const { exchanges } = window.records
  exchanges.splice(
    exchanges.findIndex(({ isTls, side }) => isTls && side === 'callee'),
    1,
  )
  const reading = read(window)
  expect(reading).toMatchObject({ pages: 100, unmatchedPages: 0, ambiguousWires: 1 })
  expect(reading.calls.every(({ proxied }) => proxied)).toBe(true)
  const none = {
    ...window,
    records: { ...window.records, exchanges: exchanges.filter(({ isTls }) => !isTls) },
  }
  expect(read(none)).toMatchObject({ pages: 100, ambiguousWires: 300 })
  expect(read(none).calls.map(({ proxied }) => proxied)).toEqual([null, null, null])
  expect(read(none).calls[2]!.transport).toEqual(reading.calls[2]!.transport)
})
