/** A fake hop clock that writes each command into the order log. */
import type { HopClock } from '../../arm/hop-clock.ts'
import type { Does } from './logged-arm.ts'

export const NO_CLOCK = { notMeasured: 'fake arms have no sockets' }

/** A test lets a command fail with `when`, as for arms: "collect clock". */
export const loggedClock = (does: Does): HopClock => ({
  recording: async (on) => {
    await does('clock', on ? 'record' : 'stop')
  },
  attached: async (on) => {
    await does('clock', on ? 'attach' : 'detach')
  },
  async collect() {
    await does('clock', 'collect')
    return { exchanges: [], connects: [], odd: [], lost: 0 }
  },
  async startTiming() {
    await does('clock', 'time')
    return async () => {
      await does('clock', 'timed')
      const none = { runs: 0, ns: 0 }
      return { hop_egress: none, hop_ingress: none, hop_connect4: none }
    }
  },
  assertAlive: () => undefined,
})
