/** Waits for a condition, with a useful error when it does not come true. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../errors.ts'

/**
 * Calls `check` every `intervalMs` until it returns something other than `undefined`, and returns this value.
 * @throws BenchError that names what was waited for, how long, and the last error that `check` threw.
 */
export async function waitFor<T>(
  what: string,
  timeoutMs: number,
  check: () => Promise<T | undefined> | T | undefined,
  intervalMs = 10,
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs
  for (;;) {
    let lastReason = ''
    try {
      const value = await check()
      if (value !== undefined) return value
    } catch (error) {
      lastReason = error instanceof Error ? error.message : String(error)
    }
    if (performance.now() > giveUpAt) {
      throw new BenchError(
        `waited ${timeoutMs} ms for ${what}${lastReason && `: ${lastReason}`}`,
        lastReason
          ? 'the reason is above; a loaded machine may only need a second try'
          : 'a loaded machine may only need a second try',
      )
    }
    await sleep(intervalMs)
  }
}
