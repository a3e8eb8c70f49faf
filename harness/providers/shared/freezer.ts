/** Stops and resumes everything in a cgroup2 directory: an arm that is not being measured takes no CPU. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fieldOf } from '../../instruments/cpu/cgroup.ts'
import { waitFor } from '../../system/wait.ts'

/** It takes 0.1-1 ms (the first one 14): asking without a pause that long is cheaper than a timer's granularity. */
const ASK_WITHOUT_PAUSE_MS = 3
/** Only a process in the middle of a long uninterruptible system call takes longer. */
const GIVE_UP_MS = 10_000

/**
 * Stops all processes in and below the group; returns when the last has stopped.
 * @throws BenchError naming the group when that does not happen.
 */
export const freeze = (cgroupDir: string): Promise<void> => setFrozen(cgroupDir, 1)

/** Lets all processes in and below the group run again; returns when the kernel says they may. */
export const thaw = (cgroupDir: string): Promise<void> => setFrozen(cgroupDir, 0)

async function setFrozen(cgroupDir: string, frozen: 0 | 1): Promise<void> {
  await writeFile(`${cgroupDir}/cgroup.freeze`, String(frozen), { flag: 'r+' })
  const done = () => fieldOf(readFileSync(`${cgroupDir}/cgroup.events`, 'latin1'), 'frozen') === frozen
  const pauseAfter = performance.now() + ASK_WITHOUT_PAUSE_MS
  while (performance.now() < pauseAfter) {
    if (done()) return
    await nextTurn()
  }
  await waitFor(
    `cgroup ${cgroupDir} to be ${frozen ? 'frozen' : 'thawed'}`,
    GIVE_UP_MS,
    () => done() || undefined,
    1,
  )
}
