/** Turns records into an analysis. Other rooms use this folder through `analyze` only. Pure, so that an old run can be judged again anywhere. */
import { mean } from '../numbers/mean.ts'
import { lostProofs } from '../results/lost-proofs.ts'
import { measured } from '../results/measured.ts'
import { renderExpected, renderObserved } from '../results/render-evidence.ts'
import type { Evidence, JournalRecord, NotMeasured, RunRecord } from '../results/record.ts'
import { SUMMARY_VERSION, type Analysis, type ErrorRates } from './analysis.ts'
import { beforeAfter } from './before-after.ts'
import { armSummary } from './arm-summary.ts'
import { capacityRatio } from './capacity-ratio.ts'
import { compareLoad, INVALID_SHARE, marginOf, type LoadComparisons, type LoadContext } from './compare.ts'
import { cpuWarnings } from './cpu-closes.ts'
import { capabilityFacts } from './exercised.ts'
import { errorRates, type ClockInput } from './error-rates.ts'
import { SINGLE_CONFIDENCE } from './estimate.ts'
import { clockObstacle, measurementsOf, type SamplesOf } from './measurements.ts'
import { headlinesOf, metricsOf } from './metrics.ts'
import { alarmTests, noiseOf } from './noise.ts'
import { analyzePlanted } from './planted/analyze-planted.ts'
import { withInstrument } from './planted/with-instrument.ts'
import { raiseOrderOf } from './raise-order.ts'
import { settlingOf } from './settling.ts'
import { differencesOf, familyOf, usedRounds, usedTrials } from './used-rounds.ts'
import { varianceParts } from './variance-parts.ts'

/**
 * Judges a run. The error of 5 % is shared out (Bonferroni) over the family: the comparisons of one load, which the plan decides,
 * by each clock's headline metric. Other metrics use the same confidence but do not belong to the family, because they only
 * explain a headline and are not further chances to find one. Each load is a question of its own.
 * @param samplesOf returns the contents of a raw file (float64 little-endian: raw-samples.ts); null when the file is gone
 */
export function analyze(
  run: RunRecord,
  journal: JournalRecord[],
  evidence: Evidence[],
  samplesOf: SamplesOf,
): Analysis {
  const headlines = headlinesOf(journal)
  const familySize = run.comparisons.length * headlines.length
  const confidence = 1 - (1 - SINGLE_CONFIDENCE) / Math.max(1, familySize)
  const obstacle = clockObstacle(journal)
  const lost = lostFrom(run, journal, evidence)
  const analysis: Analysis = {
    schemaVersion: SUMMARY_VERSION,
    runId: run.id,
    familySize,
    confidencePerInterval: confidence,
    arms: [],
    capabilities: capabilityFacts(run, evidence),
    comparisons: [],
    twins: [],
    capacityRatios: familyOf(run).map((pair) => capacityRatio(journal, pair)),
    noise: [],
    errorRates: [],
    raiseOrder: [],
    settling: [],
    planted: { arms: [], confidencePerInterval: confidence, verdict: 'none', why: null },
    clockObstacle: obstacle,
    evidence: evidenceOf(evidence),
  }
  const compared = run.arms.filter(({ role }) => role !== 'planted')
  for (const [index, { name: load }] of run.loads.entries()) {
    const rounds = usedRounds(run, journal, load)
    const measurements = measurementsOf(rounds, journal, samplesOf)
    const metrics = metricsOf(run, load, journal)
    const shared = { run, rounds, metrics, clockObstacle: obstacle }
    if (index === 0)
      analysis.planted = analyzePlanted({ run, journal, measurements, clockObstacle: obstacle })
    for (const { name } of compared)
      analysis.arms.push(
        armSummary(name, { ...shared, journal, measurements: measurements.get(name) ?? [], samplesOf }),
      )
    const withheld =
      rounds.badShare > INVALID_SHARE
        ? 'too many trials were invalid or failed, so the remaining ones are not ranked'
        : evidence.length === 0 && rounds.begun.length > 0
          ? 'no proof is recorded, so nothing shows which path the traffic took'
          : null
    const context: LoadContext = { ...shared, measurements, confidence, evidence, lost, withheld }
    const differences = compareLoad(context)
    const rates = ratesOf(context, differences)
    analysis.comparisons.push(...differences.comparisons)
    analysis.twins.push(...differences.twinDifferences)
    analysis.errorRates.push({ load, rates })
    analysis.raiseOrder.push({ load, effect: raiseOrderOf(journal, headlines, measurements) })
    if (run.resumed) (analysis.beforeAfter ??= []).push({ load, compared: beforeAfter(run, measurements) })
    analysis.settling.push({
      load,
      pairs: settlingOf(run, differencesOf(run), headlines, measurements, confidence),
    })
    const noise = noiseOfLoad(context, differences, measured(rates), journal)
    analysis.noise.push(withInstrument(noise, analysis.planted))
  }
  return analysis
}

/** Lost proofs, but for those after the rounds of a bring-up that was cut: that bring-up never came to them. */
function lostFrom({ status }: RunRecord, journal: readonly JournalRecord[], evidence: readonly Evidence[]) {
  const last = journal.findLast((record) => record.kind === 'trial')?.bringUp
  return lostProofs(journal, evidence).filter(
    ({ when, bringUp }) => when === 'before' || bringUp !== last || status === 'complete',
  )
}

const evidenceOf = (evidence: readonly Evidence[]): Analysis['evidence'] => ({
  held: evidence.filter(({ holds }) => holds).length,
  total: evidence.length,
  broken: evidence
    .filter(({ holds }) => !holds)
    .map(
      ({ arm, bringUp, when, claim, where, expected, observed }) =>
        `${arm}, ${when} the rounds of bring-up ${bringUp + 1}: "${claim}" at ${where}, expected ${renderExpected(expected)}, observed ${renderObserved(observed)}`,
    ),
})

/** The error rates of the rule with this load's noise, over both clocks. */
function ratesOf(context: LoadContext, { twins }: LoadComparisons): ErrorRates | NotMeasured {
  const { run, rounds, measurements, confidence } = context
  const baseline = run.arms.find(({ role }) => role === 'baseline')?.name ?? ''
  const present = run.arms
    .filter(({ name, role }) => role !== 'planted' && !rounds.absent.includes(name))
    .map(({ name }) => name)
  const measuredTwins = run.arms.filter(({ name, role }) => role === 'twin' && present.includes(name))
  if (measuredTwins.length === 0 || !present.includes(baseline))
    return { notMeasured: 'the same arm was not measured twice' }
  const clocks = [...twins.keys()].flatMap((metric): ClockInput[] => {
    const parts = varianceParts(metric, measurements, present)
    const margin = marginOf(context, metric)
    return parts ? [{ metric, parts, margin, pairs: familyOf(run), baseline, twins: measuredTwins }] : []
  })
  const tests = alarmTests(twins.values().next().value ?? [], clocks.length)
  return (
    errorRates(rounds.load, run.seed, clocks, confidence, tests) ?? {
      notMeasured: 'fewer than three bring-ups have figures of every arm',
    }
  )
}

function noiseOfLoad(
  { run, rounds }: LoadContext,
  { twins, warnings }: LoadComparisons,
  rates: ErrorRates | null,
  journal: readonly JournalRecord[],
): ReturnType<typeof noiseOf> {
  const baseline = run.arms.find(({ role }) => role === 'baseline')?.name ?? ''
  const windows = [...rounds.trials.values()]
    .flatMap((trials) => [...trials.values()])
    .filter((trial) => trial.status !== 'failed')
    .flatMap(({ cpu }) => measured(cpu) ?? [])
  const own = usedTrials(rounds, baseline)
  const values = own.map(({ latency }) => latency.serviceUs.p50)
  const level = values.length === 0 ? 0 : mean(values)
  const withIdle = new Set(journal.flatMap((record) => (record.kind === 'idle' ? [record.arm] : [])))
  // Quick runs take no idle windows, so that none is missing.
  const missingIdle = run.arms.filter(
    ({ name, role }) =>
      role !== 'planted' && !run.quick && !rounds.absent.includes(name) && !withIdle.has(name),
  )
  return noiseOf({
    load: rounds.load,
    twins: twins.get('p50') ?? [],
    clockedTwins: twins.get('transport') ?? [],
    baselineP50Us: { rounds: own.map(({ round }) => round), values, level },
    badShare: rounds.badShare,
    aaRates: rates?.clocks.find(({ clock }) => clock === 'user')?.aa ?? null,
    warnings: [
      ...warnings,
      ...rounds.absent.map((arm) => `${arm} has no completed trial and is left out`),
      ...(missingIdle.length === 0
        ? []
        : [
            `no idle window was recorded for ${missingIdle.map(({ name }) => name).join(', ')}: what they take without load is unknown`,
          ]),
      ...cpuWarnings(windows),
    ],
  })
}
