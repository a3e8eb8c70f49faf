/** All figures of one load as rows of words: the table that page and markdown share. */
import { isNotMeasured, measured } from '../../results/measured.ts'
import type { NotMeasured, Reading } from '../../results/record.ts'
import type { ArmSummary, Comparison, Estimate, Metric, Verdict } from '../../stats/analysis.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import {
  bytes,
  count,
  cpuSeconds,
  factor,
  interval,
  microseconds,
  signedBytes,
  signedCpuSeconds,
  signedMicroseconds,
} from './format.ts'
import { absence, againstWords, uncompared, type LoadView } from './load-view.ts'

export interface Cell {
  main: string
  /** Interval or addition, smaller below. */
  more: string | null
  verdict: Verdict | null
}

export interface FigureRow {
  label: string
  title: string
  /** What the differences are against, where that is not the baseline. */
  against: string | null
  kind: 'baseline' | 'twin' | 'treatment' | 'pair'
  colour: string
  /** Why there are no figures; the cells are then empty. */
  absent: string | null
  perHop: Cell
  p50: Cell
  p90: Cell
  p99: Cell
  connect: Cell | null
  cpu: Cell
  idle: Cell
  /** CPU an hour and memory of the mesh's and the cluster's own servers. */
  controlPlane: Cell | null
  memory: Cell
  capacity: Cell
  buys: string
}

export interface Figures {
  rows: FigureRow[]
  hasConnect: boolean
  /** "kube-proxy, p50: …": what was not resolved or withheld, and what would resolve it. */
  unresolved: string[]
}

const cell = (main: string, more: string | null = null, verdict: Verdict | null = null): Cell => ({
  main,
  more,
  verdict,
})
const NOT_MEASURED = cell('not measured')

/** Rows of one load: the baseline, its twin, each treatment, then arms against one another. */
export function figuresOf(view: LoadView, input: ReportInput): Figures {
  const hasConnect = view.load.connection === 'per-request'
  const rows = [
    ...view.arms.map((arm) => armRow(arm, view, input, hasConnect)),
    ...view.pairs.map(({ arm, other }) => pairRow(arm, other, view, hasConnect)),
  ]
  return { rows, hasConnect, unresolved: unresolvedOf(view) }
}

function armRow(arm: ArmView, view: LoadView, input: ReportInput, hasConnect: boolean): FigureRow {
  const summary = view.summary(arm)
  const isTreatment = arm.role === 'treatment'
  const latency = (metric: Metric, own: Estimate | null | undefined): Cell =>
    isTreatment ? difference(view.comparison(arm, metric)) : absolute(own, metric, input)
  return {
    label: arm.label,
    title: arm.title,
    against: againstWords(view, arm),
    kind: arm.role,
    colour: arm.colour,
    absent: absence(view, arm, input),
    perHop: isTreatment
      ? (costless(view, arm) ?? perHop(view.comparison(arm, 'p50')))
      : arm.role === 'twin'
        ? noise(view, arm)
        : cell('baseline'),
    p50: latency('p50', summary?.p50Us),
    p90: latency('p90', summary?.p90Us),
    p99: latency('p99', summary?.p99Us),
    connect: hasConnect ? latency('connect', summary?.connectP50Us) : null,
    cpu: isTreatment ? cpuDifference(view.comparison(arm, 'cpu'), summary) : ownCpu(summary),
    idle: reading(summary?.idleCpuSecondsPerHour, (value) => `${cpuSeconds(value)} s`),
    controlPlane: view.hasControlPlane ? controlPlane(summary) : null,
    memory: memory(summary, view.summary(view.against(arm)), arm.role === 'baseline'),
    capacity: capacity(summary),
    buys: buys(arm),
  }
}

function pairRow(arm: ArmView, other: ArmView, view: LoadView, hasConnect: boolean): FigureRow {
  const [own, against] = [view.summary(arm), view.summary(other)]
  const label = `${arm.label} against ${other.label}`
  return {
    label,
    title: label,
    against: null,
    kind: 'pair',
    colour: arm.colour,
    absent: null,
    perHop: perHop(view.comparison(arm, 'p50', other)),
    p50: difference(view.comparison(arm, 'p50', other)),
    p90: difference(view.comparison(arm, 'p90', other)),
    p99: difference(view.comparison(arm, 'p99', other)),
    connect: hasConnect ? difference(view.comparison(arm, 'connect', other)) : null,
    cpu: cpuDifference(view.comparison(arm, 'cpu', other), own),
    idle: idleDifference(own, against),
    controlPlane: view.hasControlPlane ? cell('–') : null,
    memory: memoryDifference(own, against),
    capacity: capacityRatio(own, against),
    buys: buysAgainst(arm, other),
  }
}

const absolute = (own: Estimate | null | undefined, metric: Metric, { run }: ReportInput): Cell =>
  own
    ? cell(microseconds(own.median), interval(own.interval, microseconds))
    : metric === 'p99' && run.quick
      ? cell('not measured', 'quick run')
      : NOT_MEASURED

/** A difference that was withheld shows no number: its verdict says why. */
function difference(comparison: Comparison | null): Cell {
  if (!comparison) return NOT_MEASURED
  if (comparison.verdict === 'withheld') return cell('withheld', null, 'withheld')
  const { median, interval: range } = comparison.difference
  return cell(signedMicroseconds(median), interval(range, microseconds), comparison.verdict)
}

function perHop(comparison: Comparison | null): Cell {
  if (!comparison?.perHop) return NOT_MEASURED
  if (comparison.verdict === 'withheld') return cell('withheld', null, 'withheld')
  const { median, interval: range } = comparison.perHop
  return cell(signedMicroseconds(median), interval(range, microseconds), comparison.verdict)
}

function costless(view: LoadView, arm: ArmView): Cell | null {
  const reason = uncompared(view, arm)
  return reason === null ? null : cell('not measured', reason)
}

/** A twin against the baseline: a difference that is none. */
function noise({ twins, hops }: LoadView, arm: ArmView): Cell {
  const aa = twins.find((twin) => twin.arm === arm)?.aaUs
  if (!aa) return NOT_MEASURED
  const aHop = (us: number): string => microseconds(us / hops)
  return cell(signedMicroseconds(aa.median / hops), `${interval(aa.interval, aHop)} noise`)
}

function cpuDifference(comparison: Comparison | null, summary: ArmSummary | null): Cell {
  if (!comparison) return ownCpu(summary)
  if (comparison.verdict === 'withheld') return cell('withheld', null, 'withheld')
  const { difference: added, ratio } = comparison
  return cell(
    `${signedCpuSeconds(added.median)} s`,
    `${interval(added.interval, cpuSeconds)}${ratio ? ` ${factor(ratio.median)}` : ''}`,
    comparison.verdict,
  )
}

function ownCpu(summary: ArmSummary | null): Cell {
  if (!summary) return NOT_MEASURED
  return isNotMeasured(summary.cpuPer1000)
    ? whyNot(summary.cpuPer1000)
    : cell(`${cpuSeconds(summary.cpuPer1000.compared)} s`)
}

const whyNot = ({ notMeasured }: NotMeasured): Cell => cell('not measured', notMeasured)

function reading(value: Reading | undefined, format: (value: number) => string): Cell {
  if (value === undefined) return NOT_MEASURED
  return isNotMeasured(value) ? whyNot(value) : cell(format(value))
}

function controlPlane(summary: ArmSummary | null): Cell {
  const own = summary?.controlPlane
  if (!own) return cell('none')
  const { idleCpuSecondsPerHour, bytes: held } = own
  const memory = typeof held === 'number' ? bytes(held) : 'memory not measured'
  return typeof idleCpuSecondsPerHour === 'number'
    ? cell(`${cpuSeconds(idleCpuSecondsPerHour)} s`, memory)
    : cell('not measured', `${idleCpuSecondsPerHour.notMeasured}; ${memory}`)
}

function memory(summary: ArmSummary | null, baseline: ArmSummary | null, isBaseline: boolean): Cell {
  const own = summary?.memory
  if (!own) return NOT_MEASURED
  if (isNotMeasured(own)) return whyNot(own)
  const before = measured(baseline?.memory)
  const added = isBaseline || !before ? null : signedBytes(own.totalBytes - before.totalBytes)
  const kernel = typeof own.kernelBytes === 'number' ? null : 'without kernel tables: not measured'
  return cell(bytes(own.totalBytes), [added, kernel].filter((text) => text !== null).join(', ') || null)
}

function capacity(summary: ArmSummary | null): Cell {
  const own = summary?.capacity
  if (!own) return NOT_MEASURED
  if (isNotMeasured(own)) return whyNot(own)
  const { median, interval: range, values } = own.pagesPerSecond
  const spread = range
    ? interval(range, count)
    : `${count(Math.min(...values))} to ${count(Math.max(...values))}`
  return cell(count(median), own.clientBound === true ? `${spread}, client-bound` : spread)
}

function memoryDifference(own: ArmSummary | null, against: ArmSummary | null): Cell {
  const [a, b] = [measured(own?.memory), measured(against?.memory)]
  return a && b ? cell(signedBytes(a.totalBytes - b.totalBytes)) : NOT_MEASURED
}

function idleDifference(own: ArmSummary | null, against: ArmSummary | null): Cell {
  const [a, b] = [own?.idleCpuSecondsPerHour, against?.idleCpuSecondsPerHour]
  return typeof a === 'number' && typeof b === 'number' ? cell(`${signedCpuSeconds(a - b)} s`) : NOT_MEASURED
}

function capacityRatio(own: ArmSummary | null, against: ArmSummary | null): Cell {
  const [a, b] = [measured(own?.capacity), measured(against?.capacity)]
  if (!a || !b) return NOT_MEASURED
  return cell(factor(a.pagesPerSecond.median / b.pagesPerSecond.median))
}

const buys = (arm: ArmView): string =>
  arm.capabilities
    .filter(({ has }) => has)
    .map(({ mark }) => mark)
    .join(', ') || 'nothing further'

function buysAgainst(arm: ArmView, other: ArmView): string {
  const only = (one: ArmView, two: ArmView): string[] =>
    one.capabilities.filter(({ has }, index) => has && !two.capabilities[index]!.has).map(({ mark }) => mark)
  const [gains, lacks] = [only(arm, other), only(other, arm)]
  return (
    [
      gains.length > 0 ? `with ${gains.join(', ')}` : '',
      lacks.length > 0 ? `without ${lacks.join(', ')}` : '',
    ]
      .filter((text) => text !== '')
      .join('; ') || 'the same'
  )
}

const METRIC_WORDS: Record<Metric, string> = {
  p50: 'p50',
  p90: 'p90',
  p99: 'p99',
  cpu: 'CPU',
  connect: 'connect',
}

function unresolvedOf(view: LoadView): string[] {
  const pairs = [...view.treatments.map((arm) => ({ arm, other: view.against(arm) })), ...view.pairs]
  return pairs.flatMap(({ arm, other }) => {
    const reasons = (Object.keys(METRIC_WORDS) as Metric[]).flatMap((metric) => {
      const comparison = view.comparison(arm, metric, other)
      return comparison?.reason ? [{ metric, text: `${comparison.verdict}: ${comparison.reason}` }] : []
    })
    const against = other === view.baseline ? '' : ` against ${other.label}`
    return [...Map.groupBy(reasons, ({ text }) => text)].map(
      ([text, same]) =>
        `${arm.label}${against}, ${same.map(({ metric }) => METRIC_WORDS[metric]).join(' and ')}: ${text}.`,
    )
  })
}
