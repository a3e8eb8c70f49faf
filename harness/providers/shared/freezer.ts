/** Freezes and thaws all processes of a cgroup2 directory, so that an arm that is not being measured uses no CPU. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fieldOf } from '../../instruments/cpu/cgroup.ts'
import { waitFor } from '../../system/wait.ts'

/** A freeze takes 0.1 to 1 ms, the first one 14 ms. A busy loop of this length costs less than waiting for a timer tick. */
const ASK_WITHOUT_PAUSE_MS = 3
/** Only a process in a long uninterruptible system call takes longer to freeze. */
const GIVE_UP_MS = 10_000

/**
 * Freezes all processes in and below the group. Returns when the last process is frozen.
 * @throws BenchError naming the group when a process does not freeze in time
 */
export const freeze = (cgroupDir: string): Promise<void> => setFrozen(cgroupDir, 1)

/** Thaws all processes in and below the group. Returns when the kernel reports the group as thawed. */
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
