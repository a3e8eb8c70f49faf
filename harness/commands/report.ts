/** `report`: builds the report of a stored run, on any machine. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { ReportFlags } from '../cli/reading-commands.ts'
import { userFolder } from '../cli/user-folder.ts'
import { didYouMean } from '../words/did-you-mean.ts'
import { EXIT, UsageError, type ExitCode } from '../errors.ts'
import { loadPrices } from '../prices/load-prices.ts'
import { isRun, runIdsIn } from '../results/run-index.ts'
import { statsOf } from '../system/stats-of.ts'
import { canGoOn, resumeCommand } from './resume-file.ts'
import { writeReport } from './write-report.ts'

export async function report(flags: ReportFlags): Promise<ExitCode> {
  const runDir = findRun(join(flags.out, 'results'), flags.run)
  const { analysis, notices, page, run } = await writeReport(
    runDir,
    join(flags.out, 'reports', basename(runDir)),
    loadPrices(flags.prices),
  )
  for (const notice of notices) process.stderr.write(`${notice}\n`)
  if (canGoOn(runDir, run))
    process.stderr.write(`the run is not complete: \`${resumeCommand(runDir)}\` measures the rest\n`)
  process.stdout.write(flags.json ? JSON.stringify(analysis, null, 2) + '\n' : `${page}\n`)
  return EXIT.ok
}

/**
 * Finds the folder of a run by its path or its id; without either, the newest run.
 * @param toTake what to type to take a run that is named, where there is no newest one; null where none of them would do
 * @throws UsageError when there is none.
 */
export function findRun(
  resultsDir: string,
  run: string | undefined,
  toTake: ((id: string) => string) | null = (id) => `to report ${id}: npm run report -- ${id}`,
): string {
  if (run !== undefined && /[/\\]/.test(run)) return resolve(run)
  const ids = statsOf(resultsDir)?.isDirectory()
    ? readdirSync(resultsDir).filter((name) => isRun(join(resultsDir, name)))
    : []
  // The sample is a run too, but never the newest run of a user.
  const found =
    run === undefined ? runIdsIn(resultsDir).find((id) => ids.includes(id)) : ids.find((id) => id === run)
  if (found !== undefined) return join(resultsDir, found)
  const makeOne = '`npm run bench` makes one'
  if (run === undefined)
    throw new UsageError(
      `there is no run${ids.length === 0 ? '' : ' of yours'} in ${resultsDir}`,
      [makeOne, ...(toTake ? ids.map(toTake) : [])].join('; '),
    )
  if (existsSync(resolve(userFolder(), run)))
    throw new UsageError(
      `there is no run ${run} in ${resultsDir}, but ./${run} exists`,
      `write ./${run}: a name without a slash is the id of a run`,
    )
  throw new UsageError(
    `there is no run ${run} in ${resultsDir}${didYouMean(run, ids)}`,
    ids.length === 0 ? makeOne : `there are ${ids.join(', ')}`,
  )
}
