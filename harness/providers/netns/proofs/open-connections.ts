/** Opens connections from a pod, one after the other, while something changes. */
import { join } from 'node:path'
import { createCleanup } from '../../../system/cleanup.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import { startLineProgram } from '../../../system/start-line-program.ts'
import type { Pod } from '../node/pod.ts'

/** Times are CLOCK_MONOTONIC in µs. */
export interface OpenAttempt {
  beganUs: number
  /** null: it was not opened */
  openedUs: number | null
}

const PROBER = join(import.meta.dirname, 'connect-prober.ts')

/**
 * Opens connections from `pod` every millisecond: the first ones before `change` begins, the last ones after it has ended.
 * @param change is given a function that waits until so many further connections have been tried, however little CPU the pod gets
 * @throws BenchError when no connection can be opened before the change
 */
export async function openWhile(
  pod: Pod,
  to: { address: string; port: number },
  change: (tried: (count: number) => Promise<void>) => Promise<void>,
): Promise<OpenAttempt[]> {
  const cleanup = createCleanup()
  try {
    const { conversation } = await startLineProgram(
      {
        title: `the program that opens connections in ${pod.name}`,
        command: inNetns(pod.netns, [process.execPath, PROBER, to.address, String(to.port)]).flat(),
        cgroup: pod.appCgroup,
        advice: {
          withinMs: 10_000,
          ifLate: `${to.address}:${to.port} may not answer; see the logs of the pods in the run folder`,
          ifRefused: 'this is a bug of hopbench; please report it with the scenario',
          ifEnded: 'the lines above are what it printed last',
        },
      },
      cleanup,
    )
    await conversation.exchange(['begin'])
    await change(async (count) => {
      await conversation.exchange([`more ${count}`])
    })
    const [answer] = await conversation.exchange(['end'])
    return (answer as unknown as { attempts: OpenAttempt[] }).attempts
  } finally {
    await cleanup.run()
  }
}
