/** All figures of a run that other tools can take: what the analysis says, each with its unit, interval and verdict, or why it is not told. */
import { isNotMeasured } from '../../results/measured.ts'
import type { NotMeasured, Reading } from '../../results/record.ts'
import type { ArmSummary, Comparison, Estimate, Interval, Verdict } from '../../stats/analysis.ts'
import { ALL_METRICS, definitionOf, metricsOf, type Clock, type Metric } from '../../stats/metrics.ts'
import type { Figure } from '../withheld.ts'
import { isSelected, judgedArms, type ExportedRun, type Selection } from './exported-run.ts'
import { withheldReason } from './withheld-arm.ts'

/** `level`: the arm's own figure. `difference`: arm − against. `same arm twice`: a difference that is truly 0. */
export type FigureKind = 'level' | 'difference' | 'same arm twice'
export type FigureUnit = 'µs' | 'µs a hop' | 'CPU-s per 1000 pages' | 'bytes' | 'pages/s'
export type FigureName =
  Metric | 'memory' | 'memory of services' | 'memory of proxies' | 'memory of agents' | 'max. pages/s'

export interface RunFigure {
  kind: FigureKind
  /** Null for capacity, which belongs to no load. */
  load: string | null
  arm: string
  against: string | null
  name: FigureName
  clock: Clock | null
  unit: FigureUnit
  value: Figure
  /** Null without a value, and where there were too few bring-ups. */
  interval: Interval | null
  /** Of a difference; null for others. */
  verdict: Verdict | null
  /** Why a difference is not resolved; null where it is, and for others. */
  reason: string | null
}

/** The figures of the selected arms and loads, by load and arm in the order of the plan. */
export function runFigures(exported: ExportedRun, selection: Selection = {}): RunFigure[] {
  const { run, analysis, journal } = exported
  const judged = new Set(judgedArms(run).map(({ name }) => name))
  return [
    ...analysis.arms
      .filter((summary) => judged.has(summary.arm) && isSelected(selection, summary))
      .flatMap((summary) => [
        ...levelsOf(exported, summary, metricsOf(run, summary.load, journal)),
        ...memoryOf(exported, summary),
        ...(summary.load === run.loads[0]?.name ? [capacityOf(summary)] : []),
      ]),
    ...analysis.comparisons.filter((one) => isSelected(selection, one)).map(differenceOf),
    ...analysis.twins
      .filter((one) => isSelected(selection, one))
      .map(({ arm, load, metric, clock, unit, difference }): RunFigure => {
        const withheld = withheldReason(exported, arm, load, metric)
        return {
          ...{ kind: 'same arm twice', load, arm, name: metric, clock, unit, verdict: null, reason: null },
          against: run.arms.find(({ role }) => role === 'baseline')!.name,
          ...(withheld === null
            ? { value: difference.middle, interval: difference.interval }
            : { value: { withheld }, interval: null }),
        }
      }),
  ]
}

function levelsOf(exported: ExportedRun, summary: ArmSummary, metrics: readonly Metric[]): RunFigure[] {
  return ALL_METRICS.filter(([metric]) => metrics.includes(metric)).map(([metric, { unit, clock }]) => {
    const { arm, load } = summary
    const reason = withheldReason(exported, arm, load, metric)
    const estimate = summary.levels[metric]
    return own({ load, arm, name: metric, clock, unit }, reason, estimate ?? noFigure(metric))
  })
}

function noFigure(metric: Metric): NotMeasured {
  const { figure } = definitionOf(metric)
  return {
    notMeasured:
      'fewestPages' in figure
        ? `no trial counts, or fewer than ${figure.fewestPages.toLocaleString('en')} pages`
        : 'no trial that counts has this figure',
  }
}

function memoryOf(exported: ExportedRun, { arm, load, memory }: ArmSummary): RunFigure[] {
  const reason = withheldReason(exported, arm, load, 'p50')
  const part = (name: FigureName, read: (known: Exclude<typeof memory, NotMeasured>) => Reading): RunFigure =>
    own(
      { load, arm, name, clock: null, unit: 'bytes' },
      reason,
      isNotMeasured(memory) ? memory : read(memory),
    )
  return [
    part('memory', ({ totalBytes }) => totalBytes),
    part('memory of services', ({ appBytes }) => appBytes),
    part('memory of proxies', ({ proxyBytes }) => proxyBytes),
    part('memory of agents', ({ agentBytes }) => agentBytes),
  ]
}

const capacityOf = ({ arm, capacity }: ArmSummary): RunFigure =>
  own(
    { load: null, arm, name: 'max. pages/s', clock: null, unit: 'pages/s' },
    null,
    isNotMeasured(capacity) ? capacity : capacity.pagesPerSecond,
  )

/** A figure of one arm. @param withheld why it may not be told; null where it may */
function own(
  about: Pick<RunFigure, 'load' | 'arm' | 'name' | 'clock' | 'unit'>,
  withheld: string | null,
  reading: Reading | Estimate,
): RunFigure {
  const of = { kind: 'level', ...about, against: null, verdict: null, reason: null } as const
  if (withheld !== null) return { ...of, value: { withheld }, interval: null }
  return typeof reading === 'object' && 'middle' in reading
    ? { ...of, value: reading.middle, interval: reading.interval }
    : { ...of, value: reading, interval: null }
}

function differenceOf(one: Comparison): RunFigure {
  const { load, arm, baseline, metric, clock, unit, difference, verdict, reason } = one
  const isTold = verdict !== 'withheld'
  return {
    ...{ kind: 'difference', load, arm, against: baseline, name: metric, clock, unit, verdict },
    value: isTold ? difference.middle : { withheld: reason ?? 'the comparison is withheld' },
    interval: isTold ? difference.interval : null,
    reason: isTold ? reason : null,
  }
}
