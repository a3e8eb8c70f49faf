/** A fake arm: answers everything that the engine asks of an arm at once, with given figures. */
import type { Arm, ClosedLoopResult, PacedResult } from '../../arm/arm.ts'
import { atWindowEnd } from '../../arm/instrument.ts'
import type { Observed } from '../../arm/observe-pages.ts'
import { NO_CAPABILITIES, type CpuReading } from '../../results/record.ts'
import type { ArmSpec } from '../../scenario/schema.ts'

const percentiles = { p50: 500, p90: 900, p99: null, max: 2000 }

const PACED: PacedResult = {
  ledger: { offered: 100, completed: 100, failed: 0, timedOut: 0, notSent: 0, errors: {} },
  offeredPerSecond: 100,
  achievedPerSecond: 100,
  pagesUnderWay: 0.05,
  resent: 0,
  window: { beganUs: 0, endedUs: 1e6 },
  latency: {
    sampleCount: 100,
    serviceUs: percentiles,
    responseUs: percentiles,
    fromDueUs: percentiles,
    lagUs: { ...percentiles, p50: 100 },
    connectUs: null,
  },
}
const CLOSED_LOOP: ClosedLoopResult = {
  completed: 100,
  errors: 0,
  pagesPerSecond: 100,
  generator: 'autocannon',
}

/** What an arm saw: so many lines. */
export const seenFlows = (count: number): Observed => ({
  lines: Array.from({ length: count }, (_, n) => ({
    flow: { verdict: n % 2 === 0 ? 'FORWARDED' : 'DROPPED' },
  })),
  about: {
    emitter: { name: 'a fake', version: '1' },
    source: 'access log',
    sees: 'requests',
    switchedOn: ['the access log'],
    from: '2026-11-24T10:00:00.000Z',
    to: '2026-11-24T10:00:01.000Z',
    pages: 5,
    calls: [{ from: 'client', to: 'front', calls: 5 }],
    accepted: { front: 5 },
    lines: count,
    lost: 0,
    unknownSince: null,
  },
})

/** Everything succeeds, except for the members that `change` replaces. */
export function fakeArm(spec: ArmSpec, cpu: CpuReading, change: Partial<Arm> = {}): Arm {
  const done = () => Promise.resolve()
  return {
    spec,
    title: spec.name,
    capability: { ...NO_CAPABILITIES, emitsFlows: true },
    fidelity: {
      level: 'as shipped',
      ours: false,
      models: 'a fake of it',
      product: null,
      same: [],
      missing: [],
    },
    reservations: { notMeasured: 'a fake reserves nothing' },
    settings: () => Promise.resolve({ image: 'sha256:f00d' }),
    units: [],
    instruments: {
      cpu: { perturbs: false, open: () => Promise.resolve({ close: () => Promise.resolve(cpu) }) },
      memory: atWindowEnd(() => Promise.resolve({ notMeasured: 'a fake has none' })),
    },
    pods: 3,
    servicePort: 80,
    verify: () => Promise.resolve([]),
    retries: () => Promise.resolve(0),
    warmUp: ({ pages }) => Promise.resolve({ completed: pages, errors: {} }),
    runPaced: async (_, edges) => {
      await edges.began()
      await edges.ended()
      return PACED
    },
    runClosedLoop: async (_, edges) => {
      await edges.began()
      await edges.ended()
      return CLOSED_LOOP
    },
    freeze: done,
    thaw: done,
    wake: done,
    assertAlive: () => undefined,
    down: () => Promise.resolve([]),
    ...change,
  }
}
