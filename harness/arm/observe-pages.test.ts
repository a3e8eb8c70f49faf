import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { UnavailableError } from '../errors.ts'
import { attemptsMadeSchema, type MadeAttempt } from '../flows/attempts-made.ts'
import { flowsAboutSchema } from '../flows/flows-about.ts'
import { observePages, type FlowSource } from './observe-pages.ts'
import type { ProvingService } from './prove-arm.ts'

/** A service that answers every page and counts its calls. */
function arm() {
  let answered = 0
  const events: string[] = []
  const service: ProvingService = {
    name: 'front',
    stats: () => Promise.resolve({ requests: { client: 100 + answered }, connectionsAccepted: 7 + answered }),
    closeIdle: () => {
      events.push('idle connections closed')
      return Promise.resolve()
    },
    probeHttp: () => Promise.resolve('200'),
    probeDns: () => Promise.resolve('answered'),
    probeDatabase: () => Promise.resolve('answered'),
  }
  const sendPages = (pages: number) => {
    events.push(`${pages} pages`)
    answered += pages
    return Promise.resolve({ completed: pages, errors: {} })
  }
  return { events, services: [service], sendPages }
}

const source = (events: string[], change: Partial<FlowSource> = {}): FlowSource => ({
  source: 'a log',
  emitter: null,
  sees: 'requests',
  switchedOn: ['the log'],
  begin() {
    events.push('switched on')
    return Promise.resolve(() => {
      events.push('read')
      return Promise.resolve({ lines: [{ flow: { emitter: { name: 'Hubble', version: '1.20' } } }], lost: 3 })
    })
  },
  ...change,
})

test('the source is on before the pages, connections are new, and the truth is what the services counted meanwhile', async () => {
  const site = arm()
  const { lines, about } = await observePages(source(site.events), site)
  expect(site.events).toEqual(['switched on', 'idle connections closed', '5 pages', 'read'])
  expect(lines).toHaveLength(1)
  expect(flowsAboutSchema.parse({ arm: 'a', ...about })).toMatchObject({
    emitter: { name: 'Hubble', version: '1.20' },
    pages: 5,
    calls: [{ from: 'client', to: 'front', calls: 5 }],
    accepted: { front: 5 },
    lines: 1,
    lost: 3,
    unknownSince: null,
  })
})

test('a datapath that sees nothing still has the truth that it does not see', async () => {
  const { lines, about } = await observePages(null, arm())
  expect(lines).toEqual([])
  expect(about).toMatchObject({ sees: 'nothing', emitter: null, calls: [{ calls: 5 }], unknownSince: null })
})

test('why a datapath sees nothing is told, and so is where names come from', async () => {
  const { about } = await observePages({ nothing: 'nobody tracks connections' }, arm())
  expect(about).toMatchObject({ sees: 'nothing', source: 'nothing: nobody tracks connections' })
  const site = arm()
  const seen = await observePages(source(site.events, { namesFrom: 'a table' }), site)
  expect(flowsAboutSchema.parse({ arm: 'a', ...seen.about })).toMatchObject({ namesFrom: 'a table' })
})

test('what the arm carries meanwhile may be more than a few pages', async () => {
  const site = arm()
  const { about } = await observePages(source(site.events), site, async () => {
    return (await site.sendPages(40)).completed
  })
  expect(about).toMatchObject({ pages: 40, calls: [{ calls: 40 }] })
})

test('a source that reports nothing of calls that were made is unknown: its log may be off', async () => {
  const site = arm()
  const silent = source(site.events, {
    begin: () => Promise.resolve(() => Promise.resolve({ lines: [], lost: 0 })),
  })
  const { lines, about, unavailable } = await observePages(silent, site)
  expect(lines).toEqual([])
  expect(about.unknownSince?.why).toMatch(/reported nothing at all .* may be switched off/)
  expect(unavailable).toBeUndefined()
  // Without a call, nothing is what there was.
  const { about: idle } = await observePages(silent, site, () => Promise.resolve(0))
  expect(idle.unknownSince).toBeNull()
})

test('a source whose program is not installed is told apart from one that fails', async () => {
  const site = arm()
  const begin = () => Promise.reject(new UnavailableError('conntrack is not installed', 'install it'))
  expect(await observePages(source(site.events, { begin }), site)).toMatchObject({
    unavailable: true,
    about: { unknownSince: { why: 'conntrack is not installed' } },
  })
})

test.each([
  ['cannot be switched on', { begin: () => Promise.reject(new Error('no such relay')) }],
  ['cannot be read', { begin: () => Promise.resolve(() => Promise.reject(new Error('no such relay'))) }],
])(
  'a source that %s is unknown from when it was asked, with the reason, and not without flows',
  async (_, change) => {
    const site = arm()
    const { about } = await observePages(source(site.events, change), site)
    expect(about.unknownSince?.why).toBe('no such relay')
    expect(Date.parse(about.unknownSince!.since)).toBeLessThanOrEqual(Date.parse(about.from))
    expect(about.lost).toEqual({ notMeasured: 'the source could not be asked' })
  },
)

test('attempts come after the pages, while the source still looks; their lines and their truth stand apart', async () => {
  const site = arm()
  const lines: object[] = []
  const noted = source(site.events, {
    begin: () =>
      Promise.resolve(() => {
        lines.push({ flow: {}, time: new Date().toISOString() })
        return Promise.resolve({ lines, lost: 0 })
      }),
  })
  const attempt: MadeAttempt = {
    ...{ name: 'scan', kind: 'scan', dialled: '10.0.0.3', ports: [80], request: null, tries: [] },
    from: { name: 'front', namespace: 'web', address: '10.0.0.2' },
    to: { name: 'orders', addresses: ['10.0.0.3'] },
  }
  const { about, attempts, ...seen } = await observePages(noted, {
    ...site,
    sendPages(pages) {
      lines.push({ flow: {}, time: new Date().toISOString() })
      return site.sendPages(pages)
    },
    async makeAttempts() {
      site.events.push('attempts')
      await sleep(250)
      return [attempt]
    },
  })
  expect(about).toMatchObject({ pages: 20, calls: [{ from: 'client', to: 'front', calls: 20 }], lines: 20 })
  expect(seen.lines).toEqual(lines.slice(0, 20))
  expect(attempts!.lines).toEqual(lines.slice(20))
  const { made } = attempts!
  expect(attemptsMadeSchema.parse({ arm: 'a', ...made })).toMatchObject({ attempts: [attempt] })
  expect([made.from > about.to, made.to > made.from, made.pages >= 2]).toEqual([true, true, true])
  expect(site.events.indexOf('attempts')).toBeGreaterThan(20)
})
