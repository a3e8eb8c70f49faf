/** The CPU account of an arm in a cluster whose nodes are reachable only through the Kubernetes API. */
import type { Instrument, RestingArm } from '../../../arm/instrument.ts'
import type { CpuReading } from '../../../results/record.ts'
import { cpuWindow, SHORTEST_REFRESH_MS, SHORTEST_WINDOW_MS, tooFewUpdates } from './cpu-window.ts'
import { startPolling, type CadvisorSource } from './poll.ts'
import type { AccountedContainer } from './updates.ts'

/**
 * cAdvisor returns an update until the next one, which comes at least 10 s later. So the first request can wait until shortly
 * before that: it misses no update, and a window of a few seconds causes no request at all.
 */
const FIRST_POLL_MS = SHORTEST_REFRESH_MS - 1000

export interface CadvisorAccountOptions extends CadvisorSource {
  /** The arm's own containers, including agents and control plane. Called at the end of each window. */
  containers: () => AccountedContainer[]
  containersOf: (other: RestingArm) => AccountedContainer[]
}

/**
 * A window too short for four updates of cAdvisor is *not measured*, with a text that says which length is enough and which
 * requests failed. A window that has enough updates despite failed requests is measured.
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
