/** Keeps files that a user names out of the folders of runs, whose records nobody can measure again. */
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../errors.ts'
import { isRun } from './run-index.ts'

/** @throws UsageError for the folder of a run and for all that is or would be in it, also where links lead there */
export function refuseRunFolder(path: string): void {
  const real = realPath(path)
  const run = runAround(real)
  if (run === null) return
  throw new UsageError(
    `${path} ${run === real ? 'is' : 'lies in'} the folder of a run, whose records nothing may overwrite`,
    `name a file or a folder outside of ${run}; nothing has been written`,
  )
}

/** What a run was measured with; a run of version 1 has the second. Other tools write a plan.json too. */
const RECORDS = ['journal.jsonl', 'trials.jsonl']

/** The folder, or the nearest above it, that is a run's. */
function runAround(folder: string): string | null {
  if (isRun(folder) && RECORDS.some((file) => existsSync(join(folder, file)))) return folder
  const above = dirname(folder)
  return above === folder ? null : runAround(above)
}

/** Without links, as far as the path exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(realPath(above), basename(path))
  }
}
