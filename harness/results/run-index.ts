/** Finds the runs in a folder of results. */
import { existsSync, readdirSync } from 'node:fs'
import { isRunId } from '../system/run-names.ts'

/** Ids of the runs, the newest first; ids begin with the time. Samples and other folders are not runs. */
export function runIdsIn(resultsDir: string): string[] {
  if (!existsSync(resultsDir)) return []
  return readdirSync(resultsDir).filter(isRunId).toSorted().toReversed()
}
