/** Retries proofs of policies and other settings, which take effect some seconds after they were applied. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Measured: 3 s for a policy of Istio, 1 s for a rule of kube-proxy; a busy host needs longer. */
const IN_FORCE_WITHIN_MS = 20_000
const TRY_AGAIN_MS = 1000

/**
 * Returns the first outcome that holds, or the last outcome. Tries only once where the pods have been ready for longer than
 * IN_FORCE_WITHIN_MS, because waiting longer would not help.
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
