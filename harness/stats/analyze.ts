/** Turns records into an analysis. Other rooms use this folder through `analyze` only. Pure, so that an old run can be judged again anywhere. */
import { measured } from '../results/measured.ts'
import { renderExpected, renderObserved } from '../results/render-evidence.ts'
import type { Evidence, JournalRecord, RunRecord } from '../results/record.ts'
import type { Analysis } from './analysis.ts'
import { armSummary } from './arm-summary.ts'
import { compareLoad } from './compare.ts'
import { cpuWarnings } from './cpu-closes.ts'
import { SINGLE_CONFIDENCE } from './estimate.ts'
import { idleByArm } from './marginal-cpu.ts'
import { metricsOf } from './metrics.ts'
import { INVALID_SHARE, noiseOf } from './noise.ts'
import { median } from '../numbers/quantile.ts'
import { usedRounds, usedTrials } from './used-rounds.ts'

/**
 * Judges a run. The error of 5 % is shared out (Bonferroni) over the family: the p50 comparisons of one load, which the plan
 * decides. p90, p99, CPU and connect use the same confidence but do not belong to the family, because they only explain a
 * headline and are not further chances to find one. Each load is a question of its own.
 * @param samplesOf returns the contents of a raw file (float64 little-endian: raw-samples.ts); null when the file is gone
 */
export function analyze(
  run: RunRecord,
  journal: JournalRecord[],
  evidence: Evidence[],
  samplesOf: (rawFile: string) => Float64Array | null,
): Analysis {
  const familySize = run.comparisons.length
  const confidence = 1 - (1 - SINGLE_CONFIDENCE) / Math.max(1, familySize)
  const idle = idleByArm(journal)
  const baseline = run.arms.find(({ role }) => role === 'baseline')?.name ?? ''
  const analysis: Analysis = {
    schemaVersion: 2,
    runId: run.id,
    familySize,
    confidencePerInterval: confidence,
    arms: [],
    comparisons: [],
    twins: [],
    noise: [],
    evidence: {
      held: evidence.filter(({ holds }) => holds).length,
      total: evidence.length,
      broken: evidence
        .filter(({ holds }) => !holds)
        .map(
          ({ arm, bringUp, when, claim, where, expected, observed }) =>
            `${arm}, ${when} the rounds of bring-up ${bringUp}: "${claim}" at ${where}, expected ${renderExpected(expected)}, observed ${renderObserved(observed)}`,
        ),
    },
  }

  for (const { name: load } of run.loads) {
    const rounds = usedRounds(run, journal, load)
    for (const { name } of run.arms)
      analysis.arms.push(
        armSummary(name, rounds, journal, idle.get(name) ?? [], metricsOf(run, load), samplesOf),
      )

    const withheld =
      rounds.badShare > INVALID_SHARE
        ? 'too many trials were invalid or failed, so the remaining ones are not ranked'
        : null
    const { comparisons, twinDifferences, twins, warnings } = compareLoad({
      run,
      rounds,
      idle,
      confidence,
      evidence,
      withheld,
    })
    analysis.comparisons.push(...comparisons)
    analysis.twins.push(...twinDifferences)

    const windows = [...rounds.trials.values()]
      .flatMap((trials) => [...trials.values()])
      .filter((trial) => trial.status !== 'failed')
      .flatMap(({ cpu }) => measured(cpu) ?? [])

    const values = usedTrials(rounds, baseline).map(({ latency }) => latency.serviceUs.p50)
    const p50 = { rounds: rounds.used, values, median: values.length === 0 ? 0 : median(values) }
    const missingIdle = run.arms.filter(({ name }) => !rounds.absent.includes(name) && !idle.has(name))
    analysis.noise.push(
      noiseOf(load, twins, p50, rounds.badShare, confidence, [
        ...warnings,
        ...rounds.absent.map((arm) => `${arm} has no completed trial and is left out`),
        ...(missingIdle.length === 0
          ? []
          : [
              `no idle window was recorded for ${missingIdle.map(({ name }) => name).join(', ')}: CPU above idle is unknown`,
            ]),
        ...cpuWarnings(windows),
      ]),
    )
  }
  return analysis
}
