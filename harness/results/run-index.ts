/** Finds the runs in a folder of results. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { statsOf } from '../system/stats-of.ts'
import { isRunId } from '../system/run-names.ts'

/** Ids of the runs, the newest first; ids begin with the time. Samples and other folders are not runs. */
export function runIdsIn(resultsDir: string): string[] {
  if (!statsOf(resultsDir)?.isDirectory()) return []
  return readdirSync(resultsDir).filter(isRunId).toSorted().toReversed()
}

/** A run of version 1 has no plan.json; a run of version 2 that was killed has no run.json. */
export const isRun = (dir: string): boolean =>
  ['plan.json', 'run.json'].some((file) => existsSync(join(dir, file)))
