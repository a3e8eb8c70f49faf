/** For tests: the hop clock over cgroups of its own, and pairs of programs there that talk over a TCP connection. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ClockRecords } from '../../../arm/hop-clock.ts'
import { cgroup2Mount, removeCgroup } from '../../../system/cgroup2.ts'
import { createCleanup } from '../../../system/cleanup.ts'
import { startMortal } from '../../../system/command.ts'
import { makeReadableFolder } from '../../../system/readable-files.ts'
import { newRunId, runCgroup, runtimeDir } from '../../../system/run-names.ts'
import { claimRun } from '../../../system/run-owner.ts'
import { startHopClock } from '../hop-clock.ts'
import type { Step } from './peer.ts'

const PEER = fileURLToPath(new URL('peer.ts', import.meta.url))

/** Steps of both ends. The called one listens first. `where`: the cgroups; `stranger` is registered nowhere. */
export interface Talk {
  caller: Step[]
  callee: Step[]
  where?: { caller?: Place; callee?: Place }
  /** 0: any. */
  callerPort?: number
  calleePort?: number
}
type Place = 'caller' | 'callee' | 'stranger'

export type Clocked = Awaited<ReturnType<typeof raiseClock>>

export async function raiseClock(ringBytes?: number) {
  const cleanup = createCleanup()
  const runId = newRunId(new Date())
  const run = { cgroup: runCgroup(cgroup2Mount()!, runId), files: runtimeDir(runId) }
  cleanup.defer('files', () => rm(run.files, { recursive: true, force: true }))
  claimRun(runId)
  cleanup.defer('cgroup', () => removeCgroup(run.cgroup))
  const cgroupOf = (place: Place) => join(run.cgroup, place)
  for (const path of [run.files, run.cgroup, ...(['caller', 'callee', 'stranger'] as const).map(cgroupOf)])
    makeReadableFolder(path)
  const recordsFile = join(run.files, 'records')
  const clock = await startHopClock({ recordsFile, ...(ringBytes && { ringBytes }) }, cleanup)
  await clock.watch(run.cgroup)
  await clock.register(cgroupOf('caller'), { arm: 'test', pod: 'front', role: 'client' })
  await clock.register(cgroupOf('callee'), { arm: 'test', pod: 'orders', role: 'app' })

  const start = (place: Place, args: string[]) => {
    const child = startMortal([process.execPath, PEER, ...args], {
      cgroup: cgroupOf(place),
      stdin: 'pipe',
      env: {},
    })
    const printed: string[] = []
    const waiting: ((line: string) => void)[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      const settle = waiting.shift()
      if (settle) settle(line)
      else printed.push(line)
    })
    const line = () =>
      new Promise<string>((resolve) => {
        const early = printed.shift()
        if (early === undefined) waiting.push(resolve)
        else resolve(early)
      })
    return {
      ended: child,
      line,
      /** Waits for the step `sync`, does something, and lets the program go on. */
      async atSync(action: () => Promise<unknown>) {
        await line()
        await action()
        child.stdin!.write('go\n')
      },
    }
  }

  /** Starts both ends. */
  const begin = async ({ caller, callee, where, callerPort = 0, calleePort = 0 }: Talk) => {
    const listening = start(where?.callee ?? 'callee', [
      'listen',
      `${calleePort}`,
      '0',
      JSON.stringify(callee),
    ])
    const port = await listening.line()
    const calling = start(where?.caller ?? 'caller', [
      'connect',
      port,
      `${callerPort}`,
      JSON.stringify(caller),
    ])
    return { caller: calling, callee: listening, ended: () => Promise.all([calling.ended, listening.ended]) }
  }
  return {
    clock,
    cgroupOf,
    begin,
    /** Lets both ends talk to their end. */
    async talk(talk: Talk): Promise<void> {
      await (await begin(talk)).ended()
    },
    /** Records of this talk alone. */
    async recordsOf(talk: Talk): Promise<ClockRecords> {
      await clock.collect()
      await clock.recording(true)
      await (await begin(talk)).ended()
      await clock.recording(false)
      return clock.collect()
    },
    down: () => cleanup.run(),
  }
}
