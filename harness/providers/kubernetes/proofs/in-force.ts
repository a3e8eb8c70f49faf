/** What was applied to a cluster is in force some seconds later: what does not hold yet is tried again. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Seen: 3 s for a policy of Istio, a second for a rule of kube-proxy; a busy host takes longer. */
const IN_FORCE_WITHIN_MS = 20_000
const TRY_AGAIN_MS = 1000

/**
 * The first outcome that holds, or the last one. Tried only once where the pods have been ready for long: what does not
 * hold then will not come.
 */
export async function untilInForce<T>(
  readyAtMs: number,
  tried: () => Promise<T>,
  holds: (outcome: T) => boolean,
): Promise<T> {
  for (;;) {
    const outcome = await tried()
    if (holds(outcome) || performance.now() > readyAtMs + IN_FORCE_WITHIN_MS) return outcome
    await sleep(TRY_AGAIN_MS)
  }
}
