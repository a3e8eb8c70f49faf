/** The CPU account of an arm where only the Kubernetes API can be asked. */
import type { Instrument, RestingArm } from '../../../arm/instrument.ts'
import type { CpuReading } from '../../../results/record.ts'
import { cpuWindow, SHORTEST_REFRESH_MS, SHORTEST_WINDOW_MS, tooFewUpdates } from './cpu-window.ts'
import { startPolling, type CadvisorSource } from './poll.ts'
import type { AccountedContainer } from './updates.ts'

/**
 * An update within the window stays to be seen until the next one, 10 s later at the earliest. So the first look can wait
 * until shortly before: it misses nothing, and a window of a few seconds costs the cluster no request at all.
 */
const FIRST_POLL_MS = SHORTEST_REFRESH_MS - 1000

export interface CadvisorAccountOptions extends CadvisorSource {
  /** The arm's own containers, those of agents and control plane too. Asked at the end of each window. */
  containers: () => AccountedContainer[]
  containersOf: (other: RestingArm) => AccountedContainer[]
}

/**
 * Windows too short for four updates of cAdvisor are *not measured* and say which would do. Requests that failed are told
 * there too; a window that is measured all the same did not need them.
 */
export function cadvisorAccount(options: CadvisorAccountOptions): Instrument<CpuReading> {
  return {
    perturbs: false,
    open(others) {
      const beganMs = Date.now()
      const polling = startPolling(options, FIRST_POLL_MS)
      return {
        async close() {
          const endedMs = Date.now()
          if (endedMs - beganMs < SHORTEST_WINDOW_MS) {
            polling.cancel()
            return { notMeasured: tooFewUpdates(endedMs - beganMs) }
          }
          const { polls, failures } = await polling.finish()
          const reading = cpuWindow({
            beganMs,
            endedMs,
            nodes: options.nodes,
            polls,
            own: options.containers(),
            ofOthers: others.flatMap((other) => options.containersOf(other)),
          })
          if (!('notMeasured' in reading)) return reading
          return { notMeasured: [reading.notMeasured, ...failures].join('; ') }
        },
      }
    },
  }
}
