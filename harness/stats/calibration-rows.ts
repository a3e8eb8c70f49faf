/** Figures of an emulation and of the real thing side by side, each with its ratio or with why there is none. */
import type { CalibrationFigure, CalibrationRatio, CalibrationRow } from '../results/calibration.ts'
import { isNotMeasured } from '../results/measured.ts'
import { MEMORY_METHODS } from '../results/render-memory.ts'
import type { ArmRecord, JournalRecord, RunRecord } from '../results/record.ts'
import type { Analysis, ArmSummary, Comparison, Estimate, Interval } from './analysis.ts'
import { definitionOf, metricsOf } from './metrics.ts'

/** A run and what it means. */
export interface CalibrationInput {
  run: RunRecord
  journal: readonly JournalRecord[]
  analysis: Analysis
}
export interface Sides<Of> {
  model: Of
  real: Of
}
type Load = RunRecord['loads'][number]
type Pair = Sides<ArmRecord>

/** A figure of one side, and why no ratio may be taken of it; null where one may. */
interface Side {
  figure: CalibrationFigure
  obstacle: string | null
}

/** The plain network itself: how much alike the ground is that costs are taken against. */
export function pageRow(sides: Sides<CalibrationInput>, pair: Pair, load: Load): CalibrationRow {
  const [model, real] = both(sides, pair, (input, arm): Side => {
    const own = summaryOf(input, arm.name, load.name)?.levels.p50
    return own ? { figure: figureOf(own), obstacle: null } : absent(`no usable round of ${arm.name}`)
  })
  return { ...place(pair, load), metric: 'page p50', unit: 'µs', ...compared(model, real) }
}

/** What a datapath adds under one load, and the memory of its proxies. */
export function armRows(sides: Sides<CalibrationInput>, pair: Pair, load: Load): CalibrationRow[] {
  const added = metricsOf(sides.real.run, load.name).flatMap((metric): CalibrationRow[] => {
    const { calibratedAs, unit } = definitionOf(metric)
    if (calibratedAs === null) return []
    const [model, real] = both(sides, pair, (input, arm) => addedSide(input, arm, load.name, metric))
    return [{ ...place(pair, load), metric: calibratedAs, unit, ...compared(model, real) }]
  })
  return [...added, ...memoryRow(sides, pair, load)]
}

/** The share of the plain network's capacity that is left; no row where neither run looked for it. */
export function closedLoopRows(sides: Sides<CalibrationInput>, pair: Pair): CalibrationRow[] {
  const [model, real] = both(sides, pair, capacitySide)
  if (isNotMeasured(model.figure) && isNotMeasured(real.figure)) return []
  return [
    {
      ...{ model: pair.model.name, real: pair.real.name },
      ...{ load: 'closed-loop', pagesPerSecond: null, connection: null },
      ...{ metric: 'capacity share', unit: 'of direct' },
      ...compared(model, real),
    },
  ]
}

const place = (pair: Pair, { name, pagesPerSecond, connection }: Load) => ({
  model: pair.model.name,
  real: pair.real.name,
  load: name,
  pagesPerSecond,
  connection,
})

const both = <Of>(
  sides: Sides<CalibrationInput>,
  pair: Pair,
  of: (input: CalibrationInput, arm: ArmRecord) => Of,
): [model: Of, real: Of] => [of(sides.model, pair.model), of(sides.real, pair.real)]

/** A difference against the arm's own baseline: a ratio takes a cost that is surely there. */
function addedSide(
  { analysis }: CalibrationInput,
  arm: ArmRecord,
  load: string,
  metric: Comparison['metric'],
): Side {
  const comparison = analysis.comparisons.find(
    (one) =>
      one.arm === arm.name && one.baseline === arm.against && one.load === load && one.metric === metric,
  )
  if (!comparison) return absent(`no usable round of ${arm.name} and ${arm.against}`)
  const { verdict, reason, perHop, difference } = comparison
  if (verdict === 'withheld') return absent(`${arm.name} is withheld: ${reason ?? 'no reason known'}`)
  return {
    figure: figureOf(perHop ?? difference),
    obstacle: verdict === 'higher' ? null : `${arm.name} ${VERDICT_TEXT[verdict]} ${arm.against}`,
  }
}

const VERDICT_TEXT = {
  lower: 'is below',
  equivalent: 'is equivalent to',
  'not resolved': 'is not resolved against',
} as const

/** Proxies of a pod; no row where neither datapath has any. Bytes that are counted otherwise give no ratio. */
function memoryRow(sides: Sides<CalibrationInput>, pair: Pair, load: Load): CalibrationRow[] {
  const [model, real] = both(sides, pair, (input, arm): Side => {
    const memory = summaryOf(input, arm.name, load.name)?.memory
    if (memory === undefined) return absent(`no usable round of ${arm.name}`)
    const bytes = isNotMeasured(memory) ? memory : memory.proxyBytesPerPod
    if (isNotMeasured(bytes)) return absent(bytes.notMeasured)
    const obstacle = bytes > 0 ? null : `${arm.name} has no proxies`
    return { figure: { value: bytes, interval: null }, obstacle }
  })
  if (model.obstacle !== null && real.obstacle !== null) return []
  const [modelSource, realSource] = both(sides, pair, ({ journal }, arm) => memorySource(journal, arm.name))
  const row = compared(model, real)
  const isAlike = modelSource === realSource || isNotMeasured(row.ratio)
  return [
    {
      ...place(pair, load),
      metric: 'proxy memory a pod',
      unit: 'bytes',
      ...row,
      ratio: isAlike ? row.ratio : { notMeasured: `counted in two ways: ${modelSource}, and ${realSource}` },
    },
  ]
}

/** How the bytes of an arm's memory were counted. */
function memorySource(journal: readonly JournalRecord[], arm: string): string {
  for (const record of journal)
    if (record.kind === 'trial' && record.arm === arm && record.status !== 'failed')
      if (!isNotMeasured(record.memory)) return MEMORY_METHODS[record.memory.method]
  return 'nobody knows how'
}

/**
 * A share is no small difference: it has a ratio whether or not the datapath takes anything. One that was limited by the
 * client says nothing of the datapath.
 */
function capacitySide({ run, analysis }: CalibrationInput, arm: ArmRecord): Side {
  const load = run.loads[0]?.name ?? ''
  const own = summaryOf({ analysis }, arm.name, load)?.capacity
  const against = summaryOf({ analysis }, arm.against, load)?.capacity
  if (!own || !against) return absent(`no capacity round of ${arm.name} and ${arm.against}`)
  if (isNotMeasured(own)) return absent(`${arm.name}: ${own.notMeasured}`)
  if (isNotMeasured(against)) return absent(`${arm.against}: ${against.notMeasured}`)
  const [share, of] = [own.pagesPerSecond, against.pagesPerSecond]
  const { clientBound } = own
  return {
    figure: { value: share.median / of.median, interval: quotient(share.interval, of.interval) },
    obstacle: isNotMeasured(clientBound)
      ? `${arm.name}: ${clientBound.notMeasured}`
      : clientBound
        ? `${arm.name} was limited by the client`
        : null,
  }
}

const summaryOf = (
  { analysis }: Pick<CalibrationInput, 'analysis'>,
  arm: string,
  load: string,
): ArmSummary | undefined => analysis.arms.find((one) => one.arm === arm && one.load === load)

const figureOf = ({ median, interval }: Estimate): CalibrationFigure => ({ value: median, interval })

const absent = (why: string): Side => ({ figure: { notMeasured: why }, obstacle: why })

/** Both figures, and real / model where that may be said. */
function compared(model: Side, real: Side): Pick<CalibrationRow, 'modelFigure' | 'realFigure' | 'ratio'> {
  return { modelFigure: model.figure, realFigure: real.figure, ratio: ratioOf(model, real) }
}

function ratioOf(model: Side, real: Side): CalibrationRatio {
  const obstacles = [model, real].flatMap(({ obstacle }) => obstacle ?? [])
  if (obstacles.length > 0 || isNotMeasured(model.figure) || isNotMeasured(real.figure))
    return { notMeasured: [...new Set(obstacles)].join('; ') }
  return {
    value: real.figure.value / model.figure.value,
    interval: quotient(real.figure.interval, model.figure.interval),
  }
}

/** The furthest that two intervals allow a quotient; it holds when both do. Null without an interval, or where one reaches 0. */
function quotient(of: Interval | null, by: Interval | null): Interval | null {
  if (!of || !by || of.low <= 0 || by.low <= 0) return null
  return { low: of.low / by.high, high: of.high / by.low, confidence: of.confidence + by.confidence - 1 }
}
