/** The story of a trial: thaw one arm, load it, read at both edges of the window, freeze it, keep a record whatever happened. */
import { readEdge, subtract } from './account/window.ts'
import type { Arm, PacedSpec } from './arm.ts'
import { messageOf } from './errors.ts'
import { invalidReasons } from './load/validity.ts'
import type { CpuWindow, TrialRecord } from './results/record.ts'

export interface Trial {
  arm: Arm
  /** Every other arm: frozen, and watched in case it is not. */
  others: Arm[]
  load: string
  round: number
  position: number
  bringUp: number
  spec: PacedSpec
  /** `spec.rawFile` as the record names it: relative to the run's folder. */
  rawFile: string
  /** Ends the trial at once; its record then means nothing. */
  signal: AbortSignal
}

/** Runs one trial and leaves the arm frozen. Never throws: a trial that fails is a record with its error. */
export async function runTrial(trial: Trial): Promise<TrialRecord> {
  const { arm, spec } = trial
  const identity = {
    kind: 'trial' as const,
    arm: arm.spec.name,
    load: trial.load,
    bringUp: trial.bringUp,
    round: trial.round,
    position: trial.position,
    startedAt: new Date().toISOString(),
  }
  try {
    await arm.thaw()
    arm.assertAlive()
    const retriesBefore = await arm.retries()
    const { result, cpu } = await inWindow(trial, (edges) => arm.runPaced(spec, edges))
    arm.assertAlive()
    const measured = {
      ledger: result.ledger,
      offeredPerSecond: result.offeredPerSecond,
      achievedPerSecond: result.achievedPerSecond,
      latency: result.latency && { ...result.latency, rawFile: trial.rawFile },
      cpu,
      memory: await arm.memory(),
      retries: (await arm.retries()) - retriesBefore,
    }
    const reasons = invalidReasons(measured)
    return reasons.length === 0
      ? { ...identity, status: 'completed', ...measured }
      : { ...identity, status: 'invalid', reasons, ...measured }
  } catch (error) {
    return { ...identity, status: 'failed', error: messageOf(error) }
  } finally {
    await arm.freeze().catch(() => undefined) // an arm that cannot be frozen shows in the other arms' CPU
  }
}

/** Runs a load and returns what the machine did between the edges of its measured window. */
export async function inWindow<T>(
  { arm, others, signal }: Pick<Trial, 'arm' | 'others' | 'signal'>,
  load: (edges: { began(): Promise<void>; ended(): Promise<void> }) => Promise<T>,
): Promise<{ result: T; cpu: CpuWindow }> {
  const read = () => readEdge({ units: arm.units, otherUnits: others.flatMap((other) => other.units) })
  let before: ReturnType<typeof read> | undefined
  let after: ReturnType<typeof read> | undefined
  const loaded = load({
    began: () => Promise.resolve(void (before = read())),
    ended: () => Promise.resolve(void (after = read())),
  })
  const result = await orAborted(loaded, signal)
  if (!before || !after) throw new Error('the load client did not announce the edges of its window')
  return { result, cpu: subtract(before, after) }
}

/** The promise's outcome, or the signal's reason if that comes first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  promise.catch(() => undefined) // what comes of it after an abort is of no interest
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
