/** Waits until a cluster's own servers are back at their idle rate: after an unpause they are busy for a while. */
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../../../numbers/quantile.ts'

/** Short enough to notice the end of the burst, long enough for a control plane that works in ticks of 100 ms. */
const WINDOW_MS = 400
/** A window begins at every step, so that the wait ends soon after the burst does. */
const STEP_MS = 50
/** Measured: 347 ms of CPU a second for 2 s after an unpause, then 100 ms (docs/kubernetes.md#turns). */
const CALM_FACTOR = 1.5
/** A control plane below this rate is always calm, in µs of CPU a second. */
const CALM_FLOOR = 30_000
/** Seen: most turns are calm after 0.4 to 0.8 s, Cilium's cluster after all pods are new sometimes not within 12 s. */
const GIVE_UP_MS = 5_000
/** The idle rate is the median of this many windows, the newest ones. */
const WINDOWS_KEPT = 5
/** A new cluster elects leaders, fills caches and collects garbage for some seconds. */
const CALMS_DOWN_WITHIN_MS = 20_000

/** The CPU use over one window, in µs a second. @param readUs CPU time so far of everything that should be idle */
async function rateOf(readUs: () => number): Promise<number> {
  const [began, beforeUs] = [performance.now(), readUs()]
  await sleep(WINDOW_MS)
  return ((readUs() - beforeUs) / (performance.now() - began)) * 1000
}

/** The idle rate of a new cluster: the median of the first windows in a row whose rate no longer falls, or of the last ones when the time is up. */
export async function learnIdleRate(readUs: () => number): Promise<number> {
  const giveUpAt = performance.now() + CALMS_DOWN_WITHIN_MS
  const rates: number[] = []
  for (;;) {
    rates.push(await rateOf(readUs))
    const [last, before] = [rates.slice(-WINDOWS_KEPT), rates.slice(-2 * WINDOWS_KEPT, -WINDOWS_KEPT)]
    const calm = before.length === WINDOWS_KEPT && median(last) > 0.8 * median(before)
    if (calm || performance.now() > giveUpAt) return median(last)
  }
}

/**
 * Returns once the window that ends now is near the idle rate, or after 5 s. In that case the checks of the measurement window
 * report the disturbance.
 */
export async function settle(readUs: () => number, idleRate: number): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS
  const calm = Math.max(CALM_FLOOR, CALM_FACTOR * idleRate)
  const readings = [{ atMs: performance.now(), us: readUs() }]
  for (;;) {
    await sleep(STEP_MS)
    const now = { atMs: performance.now(), us: readUs() }
    readings.push(now)
    const began = readings.findLast(({ atMs }) => now.atMs - atMs >= WINDOW_MS)
    const isCalm = began !== undefined && ((now.us - began.us) / (now.atMs - began.atMs)) * 1000 <= calm
    if (isCalm || now.atMs > giveUpAt) return
  }
}
