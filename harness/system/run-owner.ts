/** Which process a run belongs to: what is left of a run may be removed once that process has gone. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeReadableFolder } from './readable-files.ts'
import { isRunId, runtimeDir, RUNTIME_ROOT } from './run-names.ts'

interface Owner {
  pid: number
  /** Start of the process in clock ticks since boot: a pid alone is given again. */
  startTicks: number
}

const ownerFile = (runId: string): string => join(runtimeDir(runId), 'owner.json')

/** Makes the run's runtime folder and writes this process down as its owner: before anything else of the run is made. */
export function claimRun(runId: string): void {
  // The first on its own: it stays, and a run of a version before this one may have made it closed.
  for (const folder of [RUNTIME_ROOT, runtimeDir(runId)]) makeReadableFolder(folder)
  const owner: Owner = { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 }
  writeFileSync(ownerFile(runId), JSON.stringify(owner) + '\n')
}

/** Whether the process that owns a run still lives. A run that nobody claimed has no owner. */
export function ownerIsAlive(runId: string): boolean {
  try {
    const owner = JSON.parse(readFileSync(ownerFile(runId), 'utf8')) as Owner
    return startTicksOf(owner.pid) === owner.startTicks
  } catch {
    return false // never claimed, or killed while writing the file: there is nobody
  }
}

/** The newest run whose owner lives; null when there is none. */
export function livingRun(): string | null {
  const runs = existsSync(RUNTIME_ROOT) ? readdirSync(RUNTIME_ROOT).filter(isRunId) : []
  return runs.toSorted().findLast(ownerIsAlive) ?? null
}

/** Field 22 of /proc/<pid>/stat; null for a process that has gone or is a zombie. */
function startTicksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold spaces and brackets: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19])
  } catch {
    return null
  }
}
