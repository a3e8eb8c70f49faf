/** `compare`: two stored runs side by side. Writes nothing. */
import { basename, join } from 'node:path'
import type { CompareFlags } from '../cli/reading-commands.ts'
import { EXIT, messageOf, UsageError, type ExitCode } from '../errors.ts'
import { compareRuns } from '../history/compare/compare-runs.ts'
import { comparedMarkdown, comparedText } from '../history/compare/compared-text.ts'
import { MOST_BYTES } from '../history/read-history.ts'
import { parseSummary, type Figures } from '../history/summary.ts'
import { readRun } from '../results/read-run.ts'
import { factsOf } from '../results/run-facts.ts'
import { analyze } from '../stats/analyze.ts'
import { beginningOf } from '../system/bounded-bytes.ts'
import { statsOf } from '../system/stats-of.ts'
import { findRun } from './report.ts'

/** Exit code 2 where no figure of the two runs may be compared: a comparison of nothing is not a good one. */
export function compare({ a, b, out, json, markdown }: CompareFlags): ExitCode {
  const compared = compareRuns(figuresOf(a, out), figuresOf(b, out))
  process.stdout.write(
    `${json ? JSON.stringify(compared, null, 2) : markdown ? comparedMarkdown(compared) : comparedText(compared)}\n`,
  )
  return compared.rows.length === 0 ? EXIT.usage : EXIT.ok
}

/** The figures in a summary, or those of a run's records, which are analyzed now. @throws UsageError */
function figuresOf(what: string, out: string): Figures {
  const file = summaryFile(what)
  if (file !== null) return readSummary(file)
  const { run, journal, evidence, samplesOf } = readRun(findRun(join(out, 'results'), what))
  const { comparisons, arms } = analyze(run, journal, evidence, samplesOf)
  return { run: factsOf(run), comparisons, arms }
}

/** The summary that a path names: the file or pipe, or the one in a folder of `reports/`. Null for a run. */
function summaryFile(what: string): string | null {
  if (statsOf(what)?.isDirectory() === false) return what
  const inFolder = join(what, 'summary.json')
  return basename(what) !== what && isFile(inFolder) ? inFolder : null
}

/** Whether a summary lies in the folder; a pipe of that name would be waited for. */
const isFile = (path: string): boolean => statsOf(path)?.isFile() === true

function readSummary(file: string): Figures {
  tellOfWait(file)
  const read = parsed(file)
  if ('summary' in read) return read.summary
  throw new UsageError(
    `${file} ${read.reason}`,
    'name a run of results/ instead, or a summary.json that this version of hopbench wrote',
  )
}

function parsed(file: string): ReturnType<typeof parseSummary> {
  let text: Buffer
  try {
    // A device never ends.
    text = beginningOf(file, MOST_BYTES + 1)
  } catch (error) {
    return { reason: `cannot be read: ${messageOf(error)}` }
  }
  return text.length > MOST_BYTES
    ? { reason: `has more than ${MOST_BYTES} bytes, and is not read` }
    : parseSummary(text.toString('utf8'))
}

/** A pipe that a shell made, for `<(…)`, lies below /dev/fd and has its writer. */
function tellOfWait(file: string): void {
  if (statsOf(file)?.isFIFO() && !file.startsWith('/dev/fd/'))
    process.stderr.write(`waits for whoever writes to the pipe ${file}; Ctrl-C ends\n`)
}
