/** Gives a made-up run the findings of a hop clock, for tests: what each part of a page truly takes, with noise. */
import { seededRandom } from '../../numbers/seeded-random.ts'
import type { ArmClock, ClockedPart, Comparison, Estimate, Verdict } from '../../stats/analysis.ts'
import { analyze } from '../../stats/analyze.ts'
import { syntheticRun, type SyntheticOptions } from '../../stats/testing/synthetic-run.ts'
import type { ReportInput } from '../report-input.ts'
import { madeUpPage, type HopTimes, type MadeUpCall } from './synthetic-page.ts'

/** µs of a hop under each datapath; the figures of the prototype, in round numbers. */
const HOPS: Record<string, HopTimes> = {
  ebpf: { transport: 14 },
  'kube-proxy-iptables': { transport: 26 },
  sidecar: { loopback: 18, proxy: 280, wire: 24 },
  'sidecar-mtls': { loopback: 18, proxy: 296, wire: 25 },
}
HOPS['istio-sidecar'] = HOPS['sidecar']!
HOPS['cilium'] = HOPS['ebpf']!
const DIRECT: HopTimes = { transport: 16.5 }
const CLIENT_US = 104
const BRING_UPS = 12
/** The time of a service that is last in a chain, as a share of the others: it calls nobody. */
const LAST = 0.45

const CHAIN: MadeUpCall[][] = [
  [
    {
      to: 'front',
      appUs: 1,
      groups: [[{ to: 'middle', appUs: 1, groups: [[{ to: 'back', appUs: LAST, groups: [] }]] }]],
    },
  ],
]
/** A page with two groups: first one call, then two at once, of which each calls further. */
const FAN_OUT: MadeUpCall[][] = [
  [
    {
      to: 'frontend',
      appUs: 1,
      groups: [
        [
          { to: 'catalog', appUs: 0.8, groups: [] },
          { to: 'cart', appUs: 0.5, groups: [] },
        ],
      ],
    },
  ],
  [
    {
      to: 'checkout',
      appUs: 0.9,
      groups: [[{ to: 'payment', appUs: 0.7, groups: [] }], [{ to: 'shipping', appUs: 0.4, groups: [] }]],
    },
    { to: 'recommendations', appUs: 0.6, groups: [] },
  ],
]

export interface SyntheticClock {
  calls: MadeUpCall[][]
  /** Half-width of a part's interval, as a share of its figure. */
  looseness: number
  /** µs by which a difference of two arms must be surer than none. */
  marginUs: number
}

const CLOCK: SyntheticClock = { calls: CHAIN, looseness: 0.05, marginUs: 1.5 }

/** The same input with figures of the hop clock for every arm that has figures. */
export function withHopClock(input: ReportInput, options: Partial<SyntheticClock> = {}): ReportInput {
  const clock = { ...CLOCK, ...options }
  const { run, analysis } = input
  const random = seededRandom(`${run.id} hop clock`)
  const around = (us: number): Estimate => ({
    middle: us,
    interval: {
      low: us - Math.abs(us) * clock.looseness,
      high: us + Math.abs(us) * clock.looseness,
      confidence: 0.95,
    },
    values: Array.from({ length: BRING_UPS }, () => us * (1 + (clock.looseness / 2) * random.normal())),
  })
  const part = (us: number): ClockedPart => ({
    meanUs: around(us * 1.08),
    p50Us: around(us),
    p10Us: around(us * 0.82),
  })
  const arms = analysis.arms.map((summary) => {
    const { p50 } = summary.levels
    const hop = HOPS[run.arms.find(({ name }) => name === summary.arm)!.datapath] ?? DIRECT
    return p50 === null ? summary : { ...summary, clock: armClock(hop, p50.middle, clock.calls, part) }
  })
  const clockOf = (arm: string, load: string): ArmClock | null => {
    const found = arms.find((one) => one.arm === arm && one.load === load)?.clock
    return found && 'pages' in found ? found : null
  }
  /** Half-width of a difference of two arms: both have noise in proportion. */
  const differenceOf = (
    of: (clock: ArmClock) => ClockedPart,
    arm: string,
    other: string,
    load: string,
  ): Estimate | null => {
    const [own, against] = [clockOf(arm, load), clockOf(other, load)]
    if (!own || !against) return null
    const [us, usAgainst] = [of(own).meanUs.middle, of(against).meanUs.middle]
    const half = clock.looseness * Math.hypot(us, usAgainst)
    const middle = us - usAgainst + half * 0.2 * random.normal()
    return {
      middle,
      interval: { low: middle - half, high: middle + half, confidence: analysis.confidencePerInterval },
      values: Array.from({ length: BRING_UPS }, () => middle + half * random.normal()),
    }
  }
  const METRICS = [
    ['transport', ({ transportPerHop }: ArmClock) => transportPerHop],
    ['app', ({ appPerHop }: ArmClock) => appPerHop],
  ] as const
  const perLoad = run.loads.map(({ name }) => name)
  const comparisons = perLoad.flatMap((load) =>
    run.comparisons.flatMap(({ arm, against }) =>
      METRICS.flatMap(([metric, of]): Comparison[] => {
        const difference = differenceOf(of, arm, against, load)
        if (!difference) return []
        const verdict = verdictOn(difference, clock.marginUs)
        return [
          {
            ...{
              arm,
              baseline: against,
              load,
              metric,
              unit: 'µs a hop',
              clock: 'hop',
              bringUps: BRING_UPS,
              difference,
              ratio: null,
              perHop: null,
            },
            ...{ margin: clock.marginUs, verdict, rounds: BRING_UPS },
            reason: verdict === 'not resolved' ? 'the interval crosses the margin' : null,
          },
        ]
      }),
    ),
  )
  const twins = analysis.twins
    .filter(({ metric }) => metric === 'p50')
    .flatMap((twin) =>
      METRICS.flatMap(([metric, of]) => {
        const difference = differenceOf(of, twin.arm, 'direct', twin.load)
        return difference
          ? [{ ...twin, metric, clock: 'hop' as const, unit: 'µs a hop' as const, difference, perHop: null }]
          : []
      }),
    )
  return {
    ...input,
    analysis: {
      ...analysis,
      arms,
      comparisons: [...analysis.comparisons.filter(isOfUserClock), ...comparisons],
      twins: [...analysis.twins.filter(isOfUserClock), ...twins],
    },
  }
}

/** A run that both clocks have read, in which eBPF is held against kube-proxy as well. */
export function bothClocksInput(
  options: Partial<SyntheticOptions> = {},
  clock: Partial<SyntheticClock> = {},
): ReportInput {
  const { run, journal, evidence, samplesOf } = syntheticRun({ seed: '7f3c', ...options })
  run.comparisons.push({ arm: 'ebpf', against: 'kube-proxy-iptables', why: 'rival' })
  return withHopClock({ run, journal, evidence, analysis: analyze(run, journal, evidence, samplesOf) }, clock)
}

/** The same with pages that make parallel calls. */
export const fanOutInput = (): ReportInput => bothClocksInput({}, { calls: FAN_OUT })

const isOfUserClock = ({ metric }: { metric: string }): boolean => !['transport', 'app'].includes(metric)

function verdictOn({ interval }: Estimate, margin: number): Verdict {
  const { low, high } = interval!
  if (low > margin) return 'higher'
  if (high < -margin) return 'lower'
  return low >= -margin && high <= margin ? 'equivalent' : 'not resolved'
}

function armClock(
  hop: HopTimes,
  pageUs: number,
  calls: MadeUpCall[][],
  part: (us: number) => ClockedPart,
): ArmClock {
  const transport = 'transport' in hop ? hop.transport : 2 * hop.loopback + 2 * hop.proxy + hop.wire
  // The services' time is stretched until the page takes as long as the client says.
  const pageOf = (scale: number): number => madeUpPage(CLIENT_US, stretched(calls, scale), hop).totalUs
  const [nothing, one] = [pageOf(0), pageOf(1)]
  const scale = Math.max(20, (pageUs - nothing) / (one - nothing))
  const made = stretched(calls, scale)
  const flat = listed('client', made, '')
  const appUs = flat.reduce((sum, { call }) => sum + call.appUs, 0)
  return {
    pages: 2880,
    unmatchedPages: 0,
    exchanges: 2880 * flat.length,
    retransmitted: 3,
    odd: {},
    sumOfParts: 0.998,
    client: part(CLIENT_US),
    transportPerHop: part(transport),
    appPerHop: part(appUs / flat.length),
    connect: null,
    hops: flat.map(({ path, from, call }, index) => {
      // The first hop pays for the client's cold caches.
      const cold = index === 0 ? 1.3 : 0.9
      return {
        ...{ path, from, to: call.to },
        transport: part(transport * cold),
        request: part(transport * cold * 0.56),
        response: part(transport * cold * 0.44),
        app: part(call.appUs),
        proxied:
          'transport' in hop
            ? null
            : {
                callerLoopback: part(hop.loopback),
                callerProxy: part(hop.proxy * cold),
                wire: part(hop.wire),
                calleeProxy: part(hop.proxy),
                calleeLoopback: part(hop.loopback),
              },
      }
    }),
    medianPage: madeUpPage(CLIENT_US, made, hop),
    slowPage: madeUpPage(CLIENT_US, made, hop, 1.9),
  }
}

const stretched = (groups: MadeUpCall[][], scale: number): MadeUpCall[][] =>
  groups.map((group) =>
    group.map((call) => ({ ...call, appUs: call.appUs * scale, groups: stretched(call.groups, scale) })),
  )

/** All calls with their paths, each before the calls that it makes. */
function listed(
  from: string,
  groups: MadeUpCall[][],
  path: string,
): { path: string; from: string; call: MadeUpCall }[] {
  return groups.flat().flatMap((call, index) => {
    const own = `${path}${(index + 1).toString(36)}`
    return [{ path: own, from, call }, ...listed(call.to, call.groups, own)]
  })
}
