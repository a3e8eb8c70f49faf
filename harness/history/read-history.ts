/** Reads all summaries of a folder into what the history needs of each. What cannot be used is left out, with the reason. */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { RunFacts } from '../results/run-facts.ts'
import type { Metric } from '../stats/metrics.ts'
import { findSummaries, type Skipped } from './find-summaries.ts'
import { parseSummary, type Summary } from './summary.ts'

/** The metrics of a history: each clock's own, and CPU. Tails are too noisy for one run a night. */
export const HISTORY_METRICS = ['p50', 'transport', 'cpu'] as const satisfies Metric[]
export type HistoryMetric = (typeof HISTORY_METRICS)[number]

export interface Figure {
  middle: number
  /** Null where the run had too few bring-ups for an interval. */
  interval: { low: number; high: number } | null
}

/** What an arm cost in one run, as a multiple of the arm that it is compared with in the same run. */
export interface RunPoint {
  arm: string
  load: string
  metric: HistoryMetric
  /** Null where the run withholds it, with the reason. */
  ratio: Figure | null
  reason: string | null
}

/** The baseline's own figure, which shows whether the machine itself became slower. */
export interface GroundPoint {
  load: string
  metric: HistoryMetric
  level: Figure
}

export interface HistoryRun {
  facts: RunFacts
  /** Folder of the summary, below the folder that was searched. */
  folder: string
  /** Whether the run's page lies beside its summary. */
  hasPage: boolean
  headline: string
  machine: string
  verdict: 'quiet' | 'noisy' | 'invalid' | 'nothing measured'
  points: RunPoint[]
  ground: GroundPoint[]
}

export interface History {
  /** By time, the oldest first. */
  runs: HistoryRun[]
  skipped: Skipped[]
  /** Sentences about times that cannot be right. */
  notices: string[]
}

/** The sample's is half a MB, or 1 MB as earlier versions printed it; this has room for a hundred arms. Larger files are not read. */
export const MOST_BYTES = 8 * 1024 * 1024

/** @throws UsageError where the folder cannot be read. */
export function readHistory(folder: string): History {
  const { files, skipped } = findSummaries(folder)
  const runs = new Map<string, HistoryRun>()
  const told = [...skipped]
  for (const file of files) {
    const read = readOne(join(folder, file))
    const same = 'summary' in read ? runs.get(read.summary.run.id) : undefined
    if ('reason' in read) told.push({ file, reason: read.reason })
    else if (same)
      told.push({ file, reason: `is the run ${read.summary.run.id} again, which ${same.folder || '.'} has` })
    else
      runs.set(
        read.summary.run.id,
        historyRun(read.summary, dirname(file), existsSync(join(folder, dirname(file), 'index.html'))),
      )
  }
  const inOrder = [...runs.values()].toSorted(byTime)
  return { runs: inOrder, skipped: told, notices: noticesOf(inOrder) }
}

const byTime = (a: HistoryRun, b: HistoryRun): number =>
  Date.parse(a.facts.startedAt) - Date.parse(b.facts.startedAt) || (a.facts.id < b.facts.id ? -1 : 1)

/** Reads a file of bounded size, also when it grows meanwhile. */
function readOne(path: string): ReturnType<typeof parseSummary> {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    if (size > MOST_BYTES)
      return { reason: `has ${size} bytes; files of more than ${MOST_BYTES} are not read` }
    const bytes = Buffer.alloc(size)
    const length = readSync(file, bytes, 0, size, 0)
    return parseSummary(bytes.toString('utf8', 0, length))
  } catch (error) {
    return { reason: `cannot be read: ${messageOf(error)}` }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function historyRun(summary: Summary, folder: string, hasPage: boolean): HistoryRun {
  const { run, headline, machine, noise } = summary
  return {
    facts: run,
    folder: folder === '.' ? '' : folder,
    hasPage,
    headline,
    machine,
    verdict: noise[0]?.verdict ?? 'nothing measured',
    points: pointsOf(summary),
    ground: groundOf(summary),
  }
}

const isShown = (metric: Metric): metric is HistoryMetric => HISTORY_METRICS.includes(metric as HistoryMetric)

const figureOf = ({ middle, interval }: NonNullable<Summary['comparisons'][number]['ratio']>): Figure => ({
  middle,
  interval: interval && { low: interval.low, high: interval.high },
})

function pointsOf({ run, comparisons }: Summary): RunPoint[] {
  const against = new Map(run.arms.map((arm) => [arm.name, arm.role === 'treatment' ? arm.against : null]))
  return comparisons.flatMap(({ arm, baseline, load, metric, ratio, verdict, reason }): RunPoint[] => {
    if (!isShown(metric) || against.get(arm) !== baseline) return []
    if (verdict === 'withheld') return [{ arm, load, metric, ratio: null, reason: reason ?? 'withheld' }]
    return ratio === null
      ? [{ arm, load, metric, ratio: null, reason: 'a figure is not above 0, so there is no ratio' }]
      : [{ arm, load, metric, ratio: figureOf(ratio), reason: null }]
  })
}

function groundOf({ run, arms }: Summary): GroundPoint[] {
  const baseline = run.arms.find(({ role }) => role === 'baseline')?.name
  return arms
    .filter(({ arm }) => arm === baseline)
    .flatMap(({ load, levels }) =>
      HISTORY_METRICS.flatMap((metric) => {
        const level = levels[metric]
        return level ? [{ load, metric, level: figureOf(level) }] : []
      }),
    )
}

/** A machine measures one run at a time, so runs that overlap show that a clock was set. */
function noticesOf(runs: readonly HistoryRun[]): string[] {
  const latest = new Map<string, { id: string; end: string }>()
  return runs.flatMap(({ facts }) => {
    const { id, startedAt, finishedAt } = facts
    if (finishedAt !== null && Date.parse(finishedAt) < Date.parse(startedAt))
      return [
        `Run ${id} ended before it began, by its own clock: the clock was set back while it ran. It is shown at its beginning.`,
      ]
    const machine = machineKey(facts)
    const before = latest.get(machine)
    latest.set(machine, { id, end: finishedAt ?? startedAt })
    return before !== undefined && Date.parse(startedAt) < Date.parse(before.end)
      ? [
          `Run ${id} began before run ${before.id} of the same machine had ended: the machine's clock was set back, or two runs disturbed each other. Their order here is that of their clocks.`,
        ]
      : []
  })
}

/** By what a machine is recognized over years: a new kernel or a little more memory leaves it the same machine. */
export function machineKey({ host }: RunFacts): string {
  const gibibytes = Math.round(host.memoryBytes / 1024 ** 3)
  return JSON.stringify([host.architecture, host.cpuModel, host.cpuSignature ?? null, host.cores, gibibytes])
}
