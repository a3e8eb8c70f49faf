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
  assertAlive: () => undefined,
})
