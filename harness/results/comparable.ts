/**
 * May the figures of two runs be compared? The one place that decides: `compare`, `history` and the gate ask it. What differs is
 * named, with both values. Pure.
 */
import { sameHost } from './calibration.ts'
import type { RunFacts } from './run-facts.ts'

/** Something that differs between two runs. */
export interface Difference {
  /** "kernel", "rate of load busy", "version of envoy". */
  what: string
  a: string
  b: string
}

export interface Comparability {
  /** Why no figure may be compared; empty where figures may be. */
  obstacles: Difference[]
  /** Why no figure of a load may be compared, by the load's name. Only loads that both runs have. */
  loads: Map<string, Difference[]>
  /** Why no figure of an arm may be compared, by the arm's name. Only arms that both runs have. */
  arms: Map<string, Difference[]>
  /** Why CPU may not be compared. */
  cpu: Difference[]
  /** What one run has and the other does not: "load busy", "arm ebpf". */
  missing: Difference[]
  /** What else differs. It may explain a difference of figures, and forbids nothing. */
  remarks: Difference[]
}

/**
 * Rates up to this far apart count as one, as a share of the larger: `auto` never chooses the same rate twice. At 40 % of the
 * capacity, which `auto` aims at, waiting grows by a twelfth (M/M/1: load / (1 − load)).
 */
export const RATE_TOLERANCE = 0.05

/** Compares what was asked of two runs and where they ran; a is shown first. */
export function comparable(a: RunFacts, b: RunFacts): Comparability {
  return {
    obstacles: [
      ...differences(
        { a, b },
        {
          'schema version': ({ schemaVersion }) => schemaVersion,
          'method version': ({ methodVersion }) => methodVersion ?? 'before methods had a version',
          provider: ({ provider }) => provider,
          'kind of run': ({ quick }) => (quick ? 'quick' : 'full'),
          scenario: ({ scenario }) => scenario.name,
          'content of the scenario': ({ scenario }) => scenario.fingerprint,
        },
      ),
      ...hostDifferences(a, b),
    ],
    loads: inBoth(a.loads, b.loads, loadDifferences),
    arms: inBoth(a.arms, b.arms, armDifferences),
    cpu: differences({ a: a.host, b: b.host }, { 'CPU accounting': ({ cpuAccounting }) => cpuAccounting }),
    missing: [...onlyInOne('load', a.loads, b.loads), ...onlyInOne('arm', a.arms, b.arms)],
    remarks: remarksOf(a, b),
  }
}

/** "kernel: 6.1 and 6.8". */
export const differenceText = ({ what, a, b }: Difference): string => `${what}: ${a} and ${b}`

type Read<Of> = Record<string, (of: Of) => string | number | boolean | null | undefined>

function differences<Of>({ a, b }: { a: Of; b: Of }, read: Read<Of>): Difference[] {
  return Object.entries(read).flatMap(([what, of]) => {
    const [one, other] = [String(of(a) ?? 'unknown'), String(of(b) ?? 'unknown')]
    return one === other ? [] : [{ what, a: one, b: other }]
  })
}

/** Whether two runs were on one machine is `sameHost`'s rule, by which emulations are calibrated too. */
function hostDifferences({ host: a }: RunFacts, { host: b }: RunFacts): Difference[] {
  if (sameHost(a, b)) return []
  const found = differences(
    { a, b },
    {
      processor: ({ cpuModel }) => cpuModel,
      'number of CPUs': ({ cores }) => cores,
      kernel: ({ kernel }) => kernel,
      'memory, bytes': ({ memoryBytes }) => memoryBytes,
    },
  )
  const isSigned = a.cpuSignature !== undefined && b.cpuSignature !== undefined
  return isSigned && a.cpuSignature !== b.cpuSignature
    ? [...found, { what: 'kind of processor', a: a.cpuSignature!, b: b.cpuSignature! }]
    : found
}

type Load = RunFacts['loads'][number]

const isOneRate = (a: number | null, b: number | null): boolean =>
  a !== null && b !== null && Math.abs(a - b) <= RATE_TOLERANCE * Math.max(a, b)

function loadDifferences(a: Load, b: Load): Difference[] {
  const rateText = ({ pagesPerSecond }: Load): string =>
    pagesPerSecond === null ? 'never chosen' : `${Number(pagesPerSecond.toFixed(1))} pages/s`
  return [
    ...(isOneRate(a.pagesPerSecond, b.pagesPerSecond)
      ? []
      : [{ what: `rate of load ${a.name}`, a: rateText(a), b: rateText(b) }]),
    ...differences(
      { a, b },
      {
        [`connections of load ${a.name}`]: ({ connection }) => connection,
        [`warm-up of load ${a.name}, ms`]: ({ warmUpMs }) => warmUpMs,
        [`window of load ${a.name}, ms`]: ({ measureMs }) => measureMs,
      },
    ),
  ]
}

const armDifferences = (a: RunFacts['arms'][number], b: RunFacts['arms'][number]): Difference[] =>
  differences(
    { a, b },
    {
      [`datapath of ${a.name}`]: ({ datapath }) => datapath,
      [`what ${a.name} is compared with`]: ({ against }) => against,
      [`further services of ${a.name}`]: ({ fillerServices }) => fillerServices,
      [`rules of policy of ${a.name}`]: ({ policyRules }) => policyRules ?? 0,
      // Older records do not say what an arm makes visible.
      ...(a.seeing !== undefined &&
        b.seeing !== undefined && { [`what ${a.name} makes visible`]: ({ seeing }) => seeing }),
      [`replicas of the gateway of ${a.name}`]: ({ gatewayReplicas }) => gatewayReplicas ?? 1,
    },
  )

function inBoth<Of extends { name: string }>(
  a: readonly Of[],
  b: readonly Of[],
  differ: (a: Of, b: Of) => Difference[],
): Map<string, Difference[]> {
  const others = new Map(b.map((one) => [one.name, one]))
  return new Map(
    a.flatMap((one) => {
      const other = others.get(one.name)
      return other ? [[one.name, differ(one, other)]] : []
    }),
  )
}

function onlyInOne(
  kind: string,
  a: readonly { name: string }[],
  b: readonly { name: string }[],
): Difference[] {
  const lacking = (of: typeof a, other: typeof a) =>
    of.filter(({ name }) => !other.some((one) => one.name === name)).map(({ name }) => `${kind} ${name}`)
  return [
    ...lacking(a, b).map((what) => ({ what, a: 'measured', b: 'not in the run' })),
    ...lacking(b, a).map((what) => ({ what, a: 'not in the run', b: 'measured' })),
  ]
}

/** Versions of programs change what is measured, which is what a comparison is for. Settings of the host may do so unasked. */
function remarksOf(a: RunFacts, b: RunFacts): Difference[] {
  const keyed = (of: string, one: Record<string, string>, other: Record<string, string>): Difference[] =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .toSorted()
      .flatMap((name) =>
        one[name] === other[name]
          ? []
          : [{ what: `${of} ${name}`, a: one[name] ?? 'not installed', b: other[name] ?? 'not installed' }],
      )
  return [
    ...differences(
      { a, b },
      {
        commit: ({ code }) => code.commit,
        'checkout with changes': ({ code }) => code.modified,
        'bring-ups planned': ({ rounds, roundsPerBringUp }) => Math.ceil(rounds / roundsPerBringUp),
        'status of the run': ({ status }) => status,
        'CPU governor': ({ host }) => host.cpuGovernor,
        clocksource: ({ host }) => host.clocksource,
        virtualization: ({ host }) => host.virtualization,
      },
    ),
    ...keyed('version of', a.host.versions, b.host.versions),
    ...keyed('setting', a.host.settings, b.host.settings),
    ...rateRemarks(a, b),
  ]
}

const rateRemarks = (a: RunFacts, b: RunFacts): Difference[] =>
  a.loads.flatMap(({ name, pagesPerSecond }) => {
    const other = b.loads.find((load) => load.name === name)
    return other && other.pagesPerSecond !== pagesPerSecond && isOneRate(pagesPerSecond, other.pagesPerSecond)
      ? [{ what: `rate of load ${name}`, a: String(pagesPerSecond), b: String(other.pagesPerSecond) }]
      : []
  })
