/** Plants pauses into a service: the harness stops its process and lets it go on, again and again, while the arm is thawed. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceProgram } from '../node/service-program.ts'
import { nowUs, type Injection } from './injection.ts'

export function pauses(
  { program }: Pick<ServiceProgram, 'program'>,
  { pauseMs, everyMs }: { pauseMs: number; everyMs: number },
): Injection {
  const counted = { pauses: 0, us: 0 }
  let working: AbortController | null = null

  /** The first pause comes in the middle of a period: a window as long as a period then has one whole pause. */
  async function goOn(signal: AbortSignal): Promise<void> {
    await sleep(everyMs / 2, undefined, { signal })
    while (!signal.aborted) {
      const began = nowUs()
      process.kill(program.pid, 'SIGSTOP')
      try {
        await sleep(pauseMs, undefined, { signal })
      } finally {
        process.kill(program.pid, 'SIGCONT')
        counted.pauses += 1
        counted.us += nowUs() - began
      }
      await sleep(everyMs - pauseMs, undefined, { signal })
    }
  }

  return {
    open() {
      const before = { ...counted, atUs: nowUs() }
      return Promise.resolve(() =>
        Promise.resolve({
          kind: 'pauses',
          pauses: counted.pauses - before.pauses,
          us: counted.us - before.us,
          overUs: nowUs() - before.atUs,
        }),
      )
    },
    work() {
      working?.abort()
      working = new AbortController()
      // It ends when it is told to rest, or when the process has ended, which assertAlive reports.
      goOn(working.signal).catch(() => undefined)
    },
    rest() {
      working?.abort()
      working = null
    },
  }
}
