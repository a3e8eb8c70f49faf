/**
 * A result as a PerformanceTestResult of Service Mesh Performance (protos/service_mesh_performance.proto of
 * service-mesh-performance/service-mesh-performance), in the JSON form of that message with the field names of the specification.
 * Times are milliseconds, as its field says. A percentile without enough pages is absent, and a label says why.
 */
import { mean } from '../../numbers/mean.ts'
import { quantileSorted } from '../../numbers/quantile.ts'
import { withheldPercentile, percentileName } from '../enough-calls.ts'
import { labelsOf, sortedUs, type ArmResult } from './arm-result.ts'
import { verdictOf, type ExportedRun } from './exported-run.ts'

/** The version of the specification that the fields are from. */
const SMP_VERSION = 'v0.0.1'
/** The percentiles of the message. */
const SHARES = [0.5, 0.9, 0.99]
const US_IN_MS = 1000

/** The text of a JSON file with one result. */
export function smpJson(exported: ExportedRun, result: ArmResult): string {
  const { run, analysis } = exported
  const sorted = sortedUs(result)
  const calls = { done: result.completed, neverMade: result.notSent }
  const percentiles: Record<string, number> = {}
  const withheld: Record<string, string> = {}
  for (const share of SHARES) {
    const name = percentileName(share)
    const reason = withheldPercentile(share, calls)
    if (reason === null) percentiles[name] = quantileSorted(sorted, share) / US_IN_MS
    else withheld[`${name}-withheld`] = reason.withheld
  }
  const [first, last] = [result.trials[0]!.trial, result.trials.at(-1)!.trial]
  const document = {
    smp_version: SMP_VERSION,
    id: `${run.id}/${result.load}/${result.arm}`,
    labels: {
      ...labelsOf(exported, result),
      load_generator: `hopbench ${run.code.version}`,
      clock: 'service time: done − written, without the time that the client was late',
      'machine-verdict': verdictOf(analysis, result.load) ?? 'not judged',
      'requested-pages-per-second': String(result.pagesPerSecond),
      'pages-offered': String(result.offered),
      'pages-completed': String(result.completed),
      'pages-failed': String(result.failed + result.timedOut),
      'pages-never-sent': String(result.notSent),
      windows: `${result.trials.length} of ${result.windowMs} ms, between start_time and end_time, in turns with other arms`,
      ...withheld,
    },
    start_time: first.startedAt,
    end_time: new Date(Date.parse(last.startedAt) + result.windowMs).toISOString(),
    latencies_ms: {
      min: sorted[0]! / US_IN_MS,
      average: mean(sorted) / US_IN_MS,
      ...percentiles,
      max: sorted.at(-1)! / US_IN_MS,
    },
    actual_QPS: result.completed / (result.measuredMs / 1000),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
