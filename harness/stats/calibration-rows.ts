/** Figures of an emulation and of the real product side by side, each with a ratio or the reason why there is none. */
import type { CalibrationRow } from '../results/calibration.ts'
import { isNotMeasured } from '../results/measured.ts'
import { MEMORY_METHODS } from '../results/render-memory.ts'
import type { ArmRecord, JournalRecord, RunRecord } from '../results/record.ts'
import type { ArmSummary, Verdict } from './analysis.ts'
import { addedOf, type CalibrationInput, type Sides } from './calibration-ground.ts'
import { absent, compared, meanSide, quotient, type Side } from './calibration-ratio.ts'
import { capacityObstacle } from './capacity-ratio.ts'
import { definitionOf, metricsOf, type Metric } from './metrics.ts'

type Load = RunRecord['loads'][number]
/** An arm, and the arm that its cost is measured against. */
interface GroundedArm {
  arm: ArmRecord
  ground: ArmRecord
}
export type Pair = Sides<GroundedArm>

/** The row of a ground, the plain network or kube-proxy: how similar it is in the two runs. */
export function pageRow(sides: Sides<CalibrationInput>, pair: Pair, load: Load): CalibrationRow {
  const [model, real] = both(sides, pair, (input, { arm }): Side => {
    const own = summaryOf(input, arm.name, load.name)?.levels.p50
    return own ? meanSide(own.values) : absent(`no usable round of ${arm.name}`)
  })
  return { ...keyOf(pair, load), metric: 'page p50', unit: 'µs', ...compared(model, real) }
}

/** Rows for what a datapath adds under one load, and for the memory of its proxies. */
export function armRows(sides: Sides<CalibrationInput>, pair: Pair, load: Load): CalibrationRow[] {
  const ofModel = metricsOf(sides.model.run, load.name, sides.model.journal)
  const added = metricsOf(sides.real.run, load.name, sides.real.journal)
    .filter((metric) => ofModel.includes(metric))
    .flatMap((metric): CalibrationRow[] => {
      const { calibratedAs, unit } = definitionOf(metric)
      if (calibratedAs === null) return []
      const [model, real] = both(sides, pair, (input, arm) => addedSide(input, arm, load.name, metric))
      return [{ ...keyOf(pair, load), metric: calibratedAs, unit, ...compared(model, oneWay(model, real)) }]
    })
  return [...added, ...memoryRow(sides, pair, load)]
}

/** The row for the share of the ground's capacity that is left; no row where neither run measured it. */
export function closedLoopRows(sides: Sides<CalibrationInput>, pair: Pair): CalibrationRow[] {
  if (!both(sides, pair, hasCapacity).some(Boolean)) return []
  const [model, real] = both(sides, pair, capacitySide)
  return [
    {
      ...{ model: pair.model.arm.name, real: pair.real.arm.name },
      ...{ load: 'closed-loop', pagesPerSecond: null, connection: null },
      ...{ metric: 'capacity share', unit: isBaseline(pair.real.ground) ? 'of direct' : 'of kube-proxy' },
      ...compared(model, real),
    },
  ]
}

/** What costs on one side and saves on the other has no ratio. */
function oneWay(model: Side, real: Side): Side {
  if (isNotMeasured(model.figure) || isNotMeasured(real.figure) || model.obstacle !== null) return real
  return model.figure.value * real.figure.value > 0
    ? real
    : {
        ...real,
        obstacle: real.obstacle ?? 'the emulation and the real thing are on opposite sides of their ground',
      }
}

export const keyOf = (pair: Pair, { name, pagesPerSecond, connection }: Load) => ({
  model: pair.model.arm.name,
  real: pair.real.arm.name,
  load: name,
  pagesPerSecond,
  connection,
})

export const both = <Of>(
  sides: Sides<CalibrationInput>,
  pair: Pair,
  of: (input: CalibrationInput, arm: GroundedArm) => Of,
): [model: Of, real: Of] => [of(sides.model, pair.model), of(sides.real, pair.real)]

const isBaseline = ({ role }: ArmRecord): boolean => role === 'baseline' || role === 'twin'

/**
 * A difference from the ground. A ratio needs a cost or a saving that is resolved, and one ground: the plain network of clusters
 * passes the rules and the connection tracking of kube-proxy, that of network namespaces passes nothing, and what kube-proxy
 * adds is of the size of that difference.
 */
function addedSide(
  input: CalibrationInput,
  { arm, ground }: GroundedArm,
  load: string,
  metric: Metric,
): Side {
  const added = addedOf(input, arm.name, ground.name, load, metric)
  if (added === null) return absent(`no usable round of ${arm.name} and ${ground.name}`)
  const { estimate, verdict, reason } = added
  if (verdict === 'withheld') return absent(`${arm.name} is withheld: ${reason ?? 'no reason known'}`)
  return meanSide(estimate.values, obstacleOf(input, arm, ground, verdict))
}

function obstacleOf(
  { run }: CalibrationInput,
  arm: ArmRecord,
  ground: ArmRecord,
  verdict: Exclude<Verdict, 'withheld'>,
): string | null {
  if (verdict !== 'higher' && verdict !== 'lower')
    return `${arm.name} ${VERDICT_TEXT[verdict]} ${ground.name}`
  const { family } = run.datapaths.find(({ name }) => name === arm.datapath)!
  return family === 'kube-proxy' && isBaseline(ground)
    ? `${ground.name} is not the same network in both runs: on clusters its packets pass netfilter`
    : null
}

const VERDICT_TEXT = {
  equivalent: 'is equivalent to',
  'not resolved': 'is not resolved against',
} as const

/** The row for the memory of a pod's proxies; no row where neither datapath has proxies. There is no ratio where the two sides counted bytes in different ways. */
function memoryRow(sides: Sides<CalibrationInput>, pair: Pair, load: Load): CalibrationRow[] {
  const [model, real] = both(sides, pair, (input, { arm }): Side => {
    const memory = summaryOf(input, arm.name, load.name)?.memory
    if (memory === undefined) return absent(`no usable round of ${arm.name}`)
    const bytes = isNotMeasured(memory) ? memory : memory.proxyBytesPerPod
    if (isNotMeasured(bytes)) return absent(bytes.notMeasured)
    const obstacle = bytes > 0 ? null : `${arm.name} has no proxies`
    return { figure: { value: bytes, interval: null }, bringUps: null, obstacle }
  })
  if (model.obstacle !== null && real.obstacle !== null) return []
  const [modelSource, realSource] = both(sides, pair, ({ journal }, { arm }) =>
    memorySource(journal, arm.name),
  )
  const row = compared(model, real)
  const isAlike = modelSource === realSource || isNotMeasured(row.ratio)
  return [
    {
      ...keyOf(pair, load),
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
  return 'an unknown method'
}

/**
 * The share of the ground's capacity. Unlike a small difference, a share always has a meaningful ratio, even where the
 * datapath costs nothing. It has a meaning only where the host's CPU limited both arms.
 */
function capacitySide({ run, analysis }: CalibrationInput, { arm, ground }: GroundedArm): Side {
  const load = run.loads[0]?.name ?? ''
  const own = summaryOf({ analysis }, arm.name, load)?.capacity
  const against = summaryOf({ analysis }, ground.name, load)?.capacity
  if (!own || !against) return absent(`no capacity round of ${arm.name} and ${ground.name}`)
  if (isNotMeasured(own)) return absent(`${arm.name}: ${own.notMeasured}`)
  if (isNotMeasured(against)) return absent(`${ground.name}: ${against.notMeasured}`)
  const why = capacityObstacle(arm.name, own) ?? capacityObstacle(ground.name, against)
  if (why !== null) return absent(why.notMeasured)
  const [share, of] = [own.pagesPerSecond, against.pagesPerSecond]
  return {
    figure: { value: share.middle / of.middle, interval: quotient(share.interval, of.interval) },
    bringUps: null,
    obstacle: null,
  }
}

function hasCapacity({ run, analysis }: CalibrationInput, { arm }: GroundedArm): boolean {
  const own = summaryOf({ analysis }, arm.name, run.loads[0]?.name ?? '')?.capacity
  return own !== undefined && !isNotMeasured(own)
}

export const summaryOf = (
  { analysis }: Pick<CalibrationInput, 'analysis'>,
  arm: string,
  load: string,
): ArmSummary | undefined => analysis.arms.find((one) => one.arm === arm && one.load === load)
