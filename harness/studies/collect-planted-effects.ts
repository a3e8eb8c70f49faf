/**
 * Collects the study of planted effects from runs that have an arm with such effects:
 *
 *     node harness/studies/collect-planted-effects.ts <run's folder> … > results/studies/planted-effects.json
 */
import { isNotMeasured } from '../results/measured.ts'
import { readRun } from '../results/read-run.ts'
import { analyze } from '../stats/analyze.ts'
import type { PlantedRun } from './planted-effects.ts'

function runOf(dir: string): PlantedRun {
  const { run, journal, evidence, samplesOf } = readRun(dir)
  const { planted } = analyze(run, journal, evidence, samplesOf)
  return {
    run: run.id,
    bringUps: Math.max(...planted.arms.map(({ bringUps }) => bringUps)),
    effects: planted.arms.flatMap(({ effects }) =>
      effects.map(({ effect, outcome }) => ({ kind: effect.kind, verdict: outcome.verdict })),
    ),
    rows: planted.arms
      .flatMap(({ rows }) => rows)
      .map(({ effects, figure, truth, estimate, verdict }) => ({
        effects,
        figure,
        truth: rounded(truth),
        middle: isNotMeasured(estimate) ? null : rounded(estimate.middle),
        interval:
          isNotMeasured(estimate) || estimate.interval === null
            ? null
            : { low: rounded(estimate.interval.low), high: rounded(estimate.interval.high) },
        verdict,
      })),
  }
}

/** Nanoseconds, bytes and the like are below what anything here resolves. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000

process.stdout.write(JSON.stringify(process.argv.slice(2).map(runOf), null, 1) + '\n')
