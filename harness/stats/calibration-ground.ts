/**
 * What an arm adds to its ground, for a calibration. Both runs need the same ground: kube-proxy, on which meshes are installed, and
 * whose packets take the same path in network namespaces and in clusters.
 */
import type { ArmRecord, JournalRecord, RunRecord } from '../results/record.ts'
import type { Analysis, Estimate, Verdict } from './analysis.ts'
import { marginOf } from './compare.ts'
import { scaled } from './estimate.ts'
import { measurementsOf } from './measurements.ts'
import { definitionOf, type Metric } from './metrics.ts'
import { pairedEstimate, pairsOf } from './paired.ts'
import { extentOf } from './twins.ts'
import { usedRounds } from './used-rounds.ts'
import { judge } from './verdict.ts'

/** A run with its analysis. */
export interface CalibrationInput {
  run: RunRecord
  journal: readonly JournalRecord[]
  analysis: Analysis
}
export interface Sides<Of> {
  model: Of
  real: Of
}
export interface Added {
  /** Per hop, for the metrics that are given per hop. */
  estimate: Estimate
  verdict: Verdict
  reason: string | null
}

/** The ground of a pair: of the baseline itself; kube-proxy with the same number of services in both runs, else what each arm is compared with in its own run. */
export function groundsOf(sides: Sides<CalibrationInput>, pair: Sides<ArmRecord>): Sides<ArmRecord> {
  if (pair.real.role === 'baseline') return pair
  const model = kubeProxyOf(sides.model.run, pair.model)
  const real = kubeProxyOf(sides.real.run, pair.real)
  return model && real
    ? { model, real }
    : { model: againstOf(sides.model.run, pair.model), real: againstOf(sides.real.run, pair.real) }
}

const againstOf = ({ arms }: RunRecord, arm: ArmRecord): ArmRecord =>
  arms.find(({ name }) => name === arm.against) ?? arm

/** Null for kube-proxy itself. */
function kubeProxyOf({ arms, datapaths }: RunRecord, arm: ArmRecord): ArmRecord | null {
  const isKubeProxy = ({ datapath }: ArmRecord): boolean =>
    datapaths.find(({ name }) => name === datapath)?.family === 'kube-proxy'
  if (isKubeProxy(arm)) return null
  return arms.find((other) => isKubeProxy(other) && other.fillerServices === arm.fillerServices) ?? null
}

/** The planned comparison where the run has it, else the same difference by the same rule. Null without a round that has both. */
export function addedOf(
  input: CalibrationInput,
  arm: string,
  ground: string,
  load: string,
  metric: Metric,
): Added | null {
  const ofArm = input.analysis.comparisons.filter(
    (one) => one.arm === arm && one.load === load && one.metric === metric,
  )
  const planned = ofArm.find(({ baseline }) => baseline === ground)
  if (planned)
    return {
      estimate: planned.perHop ?? planned.difference,
      verdict: planned.verdict,
      reason: planned.reason,
    }
  // What makes a planned figure of the arm unusable makes this one unusable.
  const withheld = ofArm.find(({ verdict }) => verdict === 'withheld')
  const own = differenceOf(input, arm, ground, load, metric)
  return own && withheld ? { ...own, verdict: 'withheld', reason: withheld.reason } : own
}

function differenceOf(
  { run, journal, analysis }: CalibrationInput,
  arm: string,
  ground: string,
  load: string,
  metric: Metric,
): Added | null {
  // A calibration compares no distributions, so raw samples are not read.
  const measurements = measurementsOf(usedRounds(run, journal, load), journal, () => null)
  const pairs = pairsOf(measurements, { arm, baseline: ground }, metric)
  const paired = pairs && pairedEstimate(pairs, analysis.confidencePerInterval)
  if (!paired) return null
  const extents = analysis.twins
    .filter((twin) => twin.load === load && twin.metric === metric)
    .flatMap(({ difference }) => (difference.interval ? [extentOf(difference.interval)] : []))
  const noise = extents.length === 0 ? null : { extent: Math.max(...extents), level: paired.levels.baseline }
  const ruling = judge(metric, paired, marginOf({ run, measurements }, metric), noise)
  const { isPerHop } = definitionOf(metric)
  const estimate = isPerHop ? scaled(paired.difference, 1 / run.scenario.hopsPerPage) : paired.difference
  return { estimate, ...ruling }
}
