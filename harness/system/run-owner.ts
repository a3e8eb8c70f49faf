/** Records which process owns a run. Leftovers of a run may be removed once its owner has ended. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeReadableFolder } from './readable-files.ts'
import { isRunId, runtimeDir, RUNTIME_ROOT } from './run-names.ts'

interface Owner {
  pid: number
  /** Start of the process in clock ticks since boot: a pid alone is not enough, since pids are reused. */
  startTicks: number
}

const ownerFile = (runId: string): string => join(runtimeDir(runId), 'owner.json')

/**
 * Makes the run's runtime folder and records this process as the run's owner. Call this before anything else of the run is
 * made.
 */
export function claimRun(runId: string): void {
  // RUNTIME_ROOT is made separately: it stays after the run, and an older version may have made it with a stricter mode.
  for (const folder of [RUNTIME_ROOT, runtimeDir(runId)]) makeReadableFolder(folder)
  const owner: Owner = { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 }
  writeFileSync(ownerFile(runId), JSON.stringify(owner) + '\n')
}

/** Whether the process that owns a run still runs. false for a run without a recorded owner. */
export function ownerIsAlive(runId: string): boolean {
  try {
    const owner = JSON.parse(readFileSync(ownerFile(runId), 'utf8')) as Owner
    return startTicksOf(owner.pid) === owner.startTicks
  } catch {
    return false // the run was never claimed, or was killed while the file was written: it has no owner
  }
}

/** The newest run whose owner still runs; null when there is none. */
export function livingRun(): string | null {
  const runs = existsSync(RUNTIME_ROOT) ? readdirSync(RUNTIME_ROOT).filter(isRunId) : []
  return runs.toSorted().findLast(ownerIsAlive) ?? null
}

/** Field 22 of /proc/<pid>/stat; null for a process that has ended or is a zombie. */
function startTicksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name in brackets may contain spaces and brackets, so count fields from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19])
  } catch {
    return null
  }
}
