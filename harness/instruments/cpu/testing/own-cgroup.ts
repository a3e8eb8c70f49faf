/** For tests: makes control groups, and runs Node programs in them. */
import { mkdirSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { cgroup2Mount, removeCgroup } from '../../../system/cgroup2.ts'
import { start } from '../../../system/command.ts'
import { newRunId, runCgroup, runtimeDir } from '../../../system/run-names.ts'
import { claimRun } from '../../../system/run-owner.ts'

/**
 * Makes a group that contains groups of these names, and returns their directories. When the test ends, the groups are
 * removed with all programs in them.
 */
export function makeCgroups<Name extends string>(...names: Name[]): Record<Name, string> & { root: string } {
  const runId = newRunId(new Date())
  claimRun(runId) // otherwise a `clean` at the same time would take the groups for those of a dead run
  const root = runCgroup(cgroup2Mount() ?? 'cgroup2 is not mounted', runId)
  mkdirSync(root)
  onTestFinished(async () => {
    await removeCgroup(root)
    rmSync(runtimeDir(runId), { recursive: true })
  })
  const directories = Object.fromEntries(names.map((name) => [name, join(root, name)]))
  for (const directory of Object.values(directories)) mkdirSync(directory)
  return { ...directories, root } as Record<Name, string> & { root: string }
}

export interface TestProgram {
  pid: number
  firstLine: string
  /** Sends a line and returns the next line that the program prints. */
  ask(line: string): Promise<string>
}

/** Runs JavaScript as a program that starts inside the group; returns once the program has printed its first line. */
export async function runIn(directory: string, source: string): Promise<TestProgram> {
  const script = `echo $$ > ${directory}/cgroup.procs && exec "$@"`
  const child = start('sh', ['-c', script, 'sh', process.execPath, '-e', source], { stdin: 'pipe', env: {} })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await child
  })
  const nextLine = async () => String((await once(child.stdout, 'data'))[0]).trim()
  const firstLine = await nextLine()
  return {
    pid: child.pid!,
    firstLine,
    ask(line) {
      const answer = nextLine()
      child.stdin!.write(`${line}\n`)
      return answer
    },
  }
}

/** A program that reads a number of milliseconds, burns this much CPU by its own measurement, and prints the µs it used. */
export const BURNER = `
const usedUs = () => { const { user, system } = process.cpuUsage(); return user + system }
process.stdin.on('data', (line) => {
  const begin = usedUs()
  while (usedUs() - begin < Number(line) * 1000) for (let n = 0; n < 1e5; n++);
  console.log(usedUs() - begin)
})
console.log('ready')`

/** A program that reads a number of MiB, allocates this much memory, touches it and keeps it. */
export const BALLOON = `
const kept = []
process.stdin.on('data', (line) => { kept.push(Buffer.alloc(Number(line) * 1048576, 1)); console.log('done') })
console.log('ready')`
