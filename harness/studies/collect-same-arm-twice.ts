/**
 * Collects the study of the same arm twice from runs of two arms, `direct` and its twin:
 *
 *     node harness/studies/collect-same-arm-twice.ts <run's folder> … > results/studies/same-arm-twice.json
 */
import { baselineOf } from '../results/record.ts'
import { readRun } from '../results/read-run.ts'
import { analyze } from '../stats/analyze.ts'
import type { Series } from './same-arm-twice.ts'

function seriesOf(dir: string): Series {
  const { run, journal, evidence, samplesOf } = readRun(dir)
  const { arms, twins } = analyze(run, journal, evidence, samplesOf)
  const own = arms.find(({ arm }) => arm === baselineOf(run).name)!
  const of = (metric: 'p50' | 'transport') => ({
    levelUs: own.levels[metric]!.middle,
    differencesUs: twins
      .find((twin) => twin.metric === metric)!
      .difference.values.map((us) => Math.round(us * 1000) / 1000),
  })
  return { run: run.id, p50: of('p50'), transport: of('transport') }
}

process.stdout.write(JSON.stringify(process.argv.slice(2).map(seriesOf), null, 1) + '\n')
