/** The clock on real sockets: what is an exchange, what is odd, and what happens when the clock is late, full or dead. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { ClockRecords, Exchange } from '../../arm/hop-clock.ts'
import { bpfFile } from '../../system/bpf-files.ts'
import { run } from '../../system/command.ts'
import { requireNeed } from '../../system/require-need.ts'
import { waitFor } from '../../system/wait.ts'
import { raiseClock, type Clocked, type Talk } from './testing/clocked-pair.ts'
import type { Step } from './testing/peer.ts'

const GET = 'GET /p00002a1200000000 HTTP/1.1\r\nhost: orders\r\n\r\n'
const POST = 'POST /p0000ff3000000000 HTTP/1.1\r\ncontent-length: 4\r\n\r\nbody'
const OTHER = 'GET /healthz HTTP/1.1\r\nhost: orders\r\n\r\n'
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n${'x'.repeat(60)}`
const INTERIM = 'HTTP/1.1 100 Continue\r\n\r\n'

const write = (text: string): Step => ({ write: text })
const read = (text: string): Step => ({ read: text.length })
/** Far longer than a segment takes to leave, so that two writes are two segments. */
const pause: Step = { pauseMs: 50 }

/** So many requests and answers, one after the other. */
const exchanges = (count: number, request = GET): Pick<Talk, 'caller' | 'callee'> => ({
  caller: Array.from({ length: count }, () => [write(request), read(ANSWER)]).flat(),
  callee: Array.from({ length: count }, () => [read(request), write(ANSWER)]).flat(),
})

const bySide = ({ exchanges }: ClockRecords, side: Exchange['side']) =>
  exchanges.filter((exchange) => exchange.side === side)
const oddOf = ({ odd }: ClockRecords) =>
  odd.map(({ unit, kind, count }) => `${unit.pod}: ${count} ${kind}`).toSorted()

/** Every time of an exchange in the order in which the clock must have taken it. */
const inOrder = ({ requestFirstNs, requestLastNs, responseFirstNs, responseLastNs }: Exchange) =>
  requestFirstNs <= requestLastNs && requestLastNs < responseFirstNs && responseFirstNs <= responseLastNs

const attachedPrograms = async () =>
  (await run(bpfFile('list-programs'), [])).split('\n').filter((line) => / hop_/.test(line))

describe.skipIf(await requireNeed('linux', 'bpf'))('the hop clock', () => {
  let clocked: Clocked
  beforeAll(async () => {
    clocked = await raiseClock()
  })
  afterAll(async () => {
    expect(await clocked.down()).toEqual([])
  })

  it('stamps a request and its answer at both sockets, the called one within the calling one', async () => {
    const records = await clocked.recordsOf(exchanges(1))
    const [caller, callee] = [bySide(records, 'caller')[0]!, bySide(records, 'callee')[0]!]
    expect(records).toMatchObject({ odd: [], lost: 0, exchanges: { length: 2 } })
    for (const exchange of [caller, callee]) {
      expect(exchange).toMatchObject({
        ...{ number: 0, isTls: false, retransmitted: { request: false, response: false } },
        ...{ mark: { page: 42, path: '12' }, requestBytes: GET.length, responseBytes: ANSWER.length },
      })
      expect(inOrder(exchange)).toBe(true)
    }
    expect(caller.unit).toEqual({ arm: 'test', pod: 'front', role: 'client' })
    expect(callee.unit).toEqual({ arm: 'test', pod: 'orders', role: 'app' })
    expect([caller.local, caller.remote]).toEqual([callee.remote, callee.local])
    expect(caller.local).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(caller.connection).not.toBe(callee.connection)
    expect(callee.requestFirstNs).toBeGreaterThan(caller.requestFirstNs)
    expect(callee.responseFirstNs).toBeLessThan(caller.responseFirstNs)
  })

  it('tells how often its programs ran and for how long, while the kernel times them and at no other time', async () => {
    const stop = await clocked.clock.startTiming()
    await clocked.recordsOf(exchanges(20))
    const { hop_egress, hop_ingress, hop_connect4 } = await stop()
    // Both sockets are of this machine: each payload goes out once and comes in once.
    for (const { runs, ns } of [hop_egress, hop_ingress]) {
      expect(runs).toBeGreaterThanOrEqual(40)
      expect(ns / runs).toBeGreaterThan(50)
    }
    expect(hop_connect4.runs).toBe(1)
    await clocked.recordsOf(exchanges(20))
    const stopAgain = await clocked.clock.startTiming()
    expect((await stopAgain()).hop_connect4).toEqual({ runs: 0, ns: 0 })
  })

  it('reads the mark of a POST, and has none for a request of no page', async () => {
    const [posted] = bySide(await clocked.recordsOf(exchanges(1, POST)), 'callee')
    expect(posted).toMatchObject({ mark: { page: 255, path: '3' }, requestBytes: POST.length })
    const [other] = bySide(await clocked.recordsOf(exchanges(1, OTHER)), 'callee')
    expect(other).toMatchObject({ mark: null, requestBytes: OTHER.length })
  })

  it('numbers the exchanges of a connection, the last of which comes with its end', async () => {
    const records = await clocked.recordsOf(exchanges(20))
    for (const side of ['caller', 'callee'] as const) {
      const seen = bySide(records, side)
      expect(seen.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, at) => at))
      expect(new Set(seen.map(({ connection }) => connection)).size).toBe(1)
      expect(seen.every(inOrder)).toBe(true)
    }
  })

  it('takes the time from the entry of connect() to the first packet and to its answer', async () => {
    const { connects } = await clocked.recordsOf(exchanges(1))
    expect(connects).toHaveLength(1)
    const [{ unit, enteredNs, synNs, establishedNs }] = connects as [(typeof connects)[number]]
    expect(unit.pod).toBe('front')
    const { seesEntry } = await clocked.clock.attachedPrograms()
    if (seesEntry) expect(enteredNs).toBeLessThan(synNs)
    else expect(enteredNs).toBeNull()
    expect(synNs).toBeLessThan(establishedNs)
  })

  it('stamps the first and the last byte of a request and an answer of several segments', async () => {
    const records = await clocked.recordsOf({
      caller: [write(POST.slice(0, -4)), pause, write('body'), read(ANSWER)],
      callee: [read(POST), write(ANSWER.slice(0, 40)), pause, write(ANSWER.slice(40))],
    })
    expect(oddOf(records)).toEqual([])
    for (const side of ['caller', 'callee'] as const) {
      const [exchange] = bySide(records, side)
      expect(exchange).toMatchObject({ requestBytes: POST.length, responseBytes: ANSWER.length })
      expect(exchange!.requestLastNs - exchange!.requestFirstNs).toBeGreaterThan(20e6)
      expect(exchange!.responseLastNs - exchange!.responseFirstNs).toBeGreaterThan(20e6)
      expect(inOrder(exchange!)).toBe(true)
    }
  })

  describe('counts as odd, and does not measure,', () => {
    const cases: { what: string; talk: Talk; odd: string[]; measured?: number }[] = [
      {
        what: 'an interim answer that lets the body come',
        talk: {
          caller: [write(POST.slice(0, -4)), read(INTERIM), write('body'), read(ANSWER)],
          callee: [{ read: POST.length - 4 }, write(INTERIM), { read: 4 }, write(ANSWER)],
        },
        odd: ['front: 1 interim answer', 'orders: 1 interim answer'],
      },
      {
        what: 'an answer that begins before the request has ended',
        talk: {
          caller: [write(POST.slice(0, -4)), read(ANSWER), write('body')],
          callee: [{ read: POST.length - 4 }, write(ANSWER), { read: 4 }],
        },
        odd: ['front: 1 early answer', 'orders: 1 early answer'],
      },
      {
        what: 'a caller that closes its side before the answer',
        talk: {
          caller: [write(GET), 'end', read(ANSWER)],
          callee: [read(GET), 'await end', write(ANSWER)],
        },
        odd: ['front: 1 half-closed', 'orders: 1 half-closed'],
      },
      {
        what: 'a request without an answer',
        talk: { caller: [write(GET), 'await end', 'reset'], callee: [read(GET)] },
        odd: ['front: 1 unanswered', 'orders: 1 unanswered'],
      },
      {
        what: 'data in one direction only',
        talk: { caller: [write('log line 1\n'), pause, write('log line 2\n')], callee: [{ read: 22 }] },
        odd: ['front: 1 no request seen', 'orders: 1 no request seen'],
      },
      {
        what: 'a second request before the answer, and everything after it on that connection',
        talk: {
          caller: [
            ...[write(GET), read(ANSWER), write(GET), pause, write(GET), read(ANSWER)],
            ...[write(GET), read(ANSWER), read(ANSWER)],
          ],
          callee: [
            ...[read(GET), write(ANSWER), read(GET), read(GET), write(ANSWER), read(GET)],
            ...[write(ANSWER), pause, write(ANSWER)],
          ],
        },
        odd: ['front: 1 pipelined', 'orders: 1 pipelined'],
        measured: 1,
      },
      {
        what: 'two requests in one segment, by their two answers',
        talk: {
          caller: [write(GET + GET), read(ANSWER), read(ANSWER)],
          callee: [read(GET), read(GET), write(ANSWER), pause, write(ANSWER)],
        },
        odd: ['front: 1 two answers', 'orders: 1 two answers'],
      },
      {
        what: 'HTTP/2',
        talk: {
          caller: [write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), read('frame'), write(GET), read(ANSWER)],
          callee: [{ read: 24 }, write('frame'), read(GET), write(ANSWER)],
        },
        odd: ['front: 1 HTTP/2', 'orders: 1 HTTP/2'],
      },
      {
        what: 'a protocol in which the called side speaks first',
        talk: {
          caller: [read('hello'), write('hello'), read('bye')],
          callee: [write('hello'), read('hello'), write('bye')],
        },
        odd: ['front: 1 no request seen', 'orders: 1 no request seen'],
      },
      {
        what: 'an answer later than 32 bits of nanoseconds can tell',
        talk: {
          caller: [write(GET), read(ANSWER)],
          callee: [read(GET), { pauseMs: 4400 }, write(ANSWER)],
        },
        odd: ['front: 1 too long', 'orders: 1 too long'],
      },
    ]
    it.each(cases)('$what', async ({ talk, odd, measured = 0 }) => {
      const records = await clocked.recordsOf(talk)
      expect(oddOf(records)).toEqual(odd)
      expect(bySide(records, 'caller')).toHaveLength(measured)
      expect(bySide(records, 'callee')).toHaveLength(measured)
      expect(records.exchanges.every(inOrder)).toBe(true)
    })
  })

  it('takes neither the handshake of TLS nor its tickets for exchanges, and a goodbye for no answer', async () => {
    const hello = '\x16\x03\x01\x00\x10hello'
    const hellos = '\x16\x03\x03\x00\x10hello'
    const finished = '\x14\x03\x03\x00\x01\x01\x17\x03\x03finished and request'
    const data = (text: string) => `\x17\x03\x03\x00\x10${text}`
    const goodbye = '\x15\x03\x03\x00\x02..'
    const [asked, answered] = [data('request'), data('answer')]
    const records = await clocked.recordsOf({
      caller: [
        ...[write(hello), read(hellos), write(finished), read(answered)],
        ...[write(asked), read(answered), write(asked), read(answered), write(goodbye), pause],
      ],
      callee: [
        ...[read(hello), write(hellos), read(finished), write(answered)],
        ...[read(asked), write(answered), read(asked), write(answered), read(goodbye), write(goodbye)],
      ],
    })
    expect(oddOf(records)).toEqual([])
    for (const side of ['caller', 'callee'] as const)
      expect(bySide(records, side)).toMatchObject(
        [2, 3].map((number) => ({ number, isTls: true, mark: null, responseBytes: answered.length })),
      )
  })

  it('tells apart connections of the same two ports', async () => {
    const again: Talk = { ...exchanges(2), callerPort: 45_678, calleePort: 45_679 }
    const both = [await clocked.recordsOf({ ...again, caller: [...again.caller, 'reset'] })]
    both.push(await clocked.recordsOf({ ...again, caller: [...again.caller, 'reset'] }))
    for (const records of both) {
      expect(oddOf(records)).toEqual([])
      expect(bySide(records, 'caller').map(({ number }) => number)).toEqual([0, 1])
      expect(bySide(records, 'caller').every(({ retransmitted }) => !retransmitted.request)).toBe(true)
    }
    const [first, second] = both.map((records) => bySide(records, 'caller')[0]!)
    expect(second!.local).toBe(first!.local)
    expect(second!.connection).not.toBe(first!.connection)
  })

  it('records nothing while recording is off, and decides at the beginning of the request', async () => {
    await clocked.clock.collect()
    await clocked.talk(exchanges(3))
    expect(await clocked.clock.collect()).toEqual({ exchanges: [], connects: [], odd: [], lost: 0 })

    const { callee, ended } = await clocked.begin({
      caller: [write(GET), read(ANSWER), write(GET), read(ANSWER)],
      callee: [read(GET), 'sync', write(ANSWER), read(GET), 'sync', write(ANSWER)],
    })
    await callee.atSync(() => clocked.clock.recording(true))
    await callee.atSync(() => clocked.clock.recording(false))
    await ended()
    const records = await clocked.clock.collect()
    expect(records.exchanges.map(({ side, number }) => `${side} ${number}`).toSorted()).toEqual([
      'callee 1',
      'caller 1',
    ])
    expect(records.connects).toEqual([])
  })

  it('ignores programs that are no unit, and those that are none any more', async () => {
    const stranger = await clocked.recordsOf({ ...exchanges(2), where: { caller: 'stranger' } })
    expect(bySide(stranger, 'caller')).toEqual([])
    expect(stranger.connects).toEqual([])
    expect(bySide(stranger, 'callee')).toHaveLength(2)

    const cgroup = clocked.cgroupOf('stranger')
    await clocked.clock.register(cgroup, { arm: 'test', pod: 'stranger', role: 'proxy' })
    const known = await clocked.recordsOf({ ...exchanges(2), where: { caller: 'stranger' } })
    expect(bySide(known, 'caller').map(({ unit }) => unit.pod)).toEqual(['stranger', 'stranger'])
    await clocked.clock.unregister(cgroup)
    const unknown = await clocked.recordsOf({ ...exchanges(2), where: { caller: 'stranger' } })
    expect(bySide(unknown, 'caller')).toEqual([])
  })

  it('does not take the rest of an exchange for a request when it is attached in the middle', async () => {
    await clocked.clock.attached(false)
    expect(Object.values((await clocked.clock.attachedPrograms()).attached)).toEqual([false, false, false])
    await clocked.clock.recording(true)
    const { callee, ended } = await clocked.begin({
      caller: [write(POST.slice(0, -4)), pause, write('body'), read(ANSWER), write(GET), read(ANSWER)],
      callee: [{ read: POST.length - 4 }, 'sync', { read: 4 }, write(ANSWER), read(GET), write(ANSWER)],
    })
    await callee.atSync(() => clocked.clock.attached(true))
    await ended()
    await clocked.clock.recording(false)
    const records = await clocked.clock.collect()
    expect(oddOf(records)).toEqual(['front: 1 no request seen', 'orders: 1 no request seen'])
    for (const side of ['caller', 'callee'] as const)
      expect(bySide(records, side)).toMatchObject([
        {
          mark: { page: 42 },
          responseBytes: ANSWER.length,
          retransmitted: { request: false, response: false },
        },
      ])
  })

  it('goes on with a connection that it knows after it was off the sockets for a while', async () => {
    await clocked.clock.collect()
    await clocked.clock.recording(true)
    const once = exchanges(1)
    const { caller, ended } = await clocked.begin({
      caller: [...once.caller, 'sync', ...once.caller, 'sync', ...once.caller],
      callee: exchanges(3).callee,
    })
    await caller.atSync(() => clocked.clock.attached(false))
    await caller.atSync(() => clocked.clock.attached(true))
    await ended()
    await clocked.clock.recording(false)
    const records = await clocked.clock.collect()
    expect(oddOf(records)).toEqual([])
    // The second of the three went unseen.
    for (const side of ['caller', 'callee'] as const)
      expect(bySide(records, side)).toMatchObject(
        [0, 1].map((number) => ({ number, retransmitted: { request: false, response: false } })),
      )
    expect(records.exchanges.every(inOrder)).toBe(true)
  })

  it('does not spoil an exchange by the answer to a request that it did not see', async () => {
    await clocked.clock.collect()
    await clocked.clock.recording(true)
    const once = exchanges(1)
    const { caller, callee, ended } = await clocked.begin({
      caller: [...once.caller, 'sync', ...once.caller, ...once.caller],
      callee: [...once.callee, read(GET), 'sync', write(ANSWER), ...once.callee],
    })
    await caller.atSync(() => clocked.clock.attached(false))
    await callee.atSync(() => clocked.clock.attached(true))
    await ended()
    await clocked.clock.recording(false)
    const records = await clocked.clock.collect()
    expect(oddOf(records)).toEqual(['front: 1 no request seen', 'orders: 1 no request seen'])
    for (const side of ['caller', 'callee'] as const)
      expect(bySide(records, side)).toMatchObject(
        [0, 1].map((number) => ({ number, responseBytes: ANSWER.length })),
      )
  })
})

describe.skipIf(await requireNeed('linux', 'bpf'))('a hop clock in trouble', () => {
  it('counts the records for which its ring had no room, once', async () => {
    const clocked = await raiseClock(4096)
    onTestFinished(async () => expect(await clocked.down()).toEqual([]))
    const records = await clocked.recordsOf(exchanges(100))
    // 100 exchanges at both ends and a connect.
    expect(records.lost).toBe(201 - records.exchanges.length - records.connects.length)
    expect(records.lost).toBeGreaterThan(100)
    expect(await clocked.recordsOf(exchanges(3))).toMatchObject({ lost: 0, exchanges: { length: 6 } })
  })

  it('is off the sockets when its loader is killed, says so, and lets the run go on', async () => {
    const before = await attachedPrograms()
    const clocked = await raiseClock()
    onTestFinished(async () => expect(await clocked.down()).toEqual([]))
    expect((await attachedPrograms()).length).toBe(before.length + 3)
    const { clock, cgroupOf } = clocked
    process.kill(clock.pid, 'SIGKILL')
    await waitFor('the programs to go', 5000, async () =>
      (await attachedPrograms()).length === before.length ? true : undefined,
    )
    await clocked.talk(exchanges(2))
    await expect(clock.collect()).rejects.toThrow(/the hop clock was killed by SIGKILL/)
    expect(() => clock.assertAlive()).toThrow(/the hop clock was killed by SIGKILL/)
    await clock.recording(true)
    await clock.attached(false)
    await clock.register(cgroupOf('stranger'), { arm: 'test', pod: 'late', role: 'app' })
    await clock.unregister(cgroupOf('stranger'))
  })
})
