/** The story of a trial: thaw one arm, load it, read at both edges of the window, freeze it, keep a record whatever happened. */
import type { Arm, ClosedLoopSpec, OpenCpuWindow, PacedSpec, WindowEdges } from '../arm/arm.ts'
import { BenchError, messageOf } from '../errors.ts'
import { invalidReasons } from '../load/validity.ts'
import type { CpuReading, TrialRecord } from '../results/record.ts'

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
    await arm.assertAlive()
    const retriesBefore = await arm.retries()
    const { result, cpu } = await inWindow(trial, (edges) => arm.runPaced(spec, edges))
    await arm.assertAlive()
    const measured = {
      ledger: result.ledger,
      offeredPerSecond: result.offeredPerSecond,
      achievedPerSecond: result.achievedPerSecond,
      latency: result.latency && { ...result.latency, rawFile: trial.rawFile },
      cpu,
      memory: await arm.memory(),
      retries: (await arm.retries()) - retriesBefore + result.resent,
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

/** A client that has not answered so long after its last page was due is stuck or frozen. */
const CLIENT_GRACE_MS = 15_000

/**
 * Runs a load and returns what the machine did between the edges of its measured window.
 * @throws the signal's reason, also where it came before the load began: on a cluster a thaw takes seconds.
 */
export async function inWindow<T>(
  {
    arm,
    others,
    signal,
    spec,
  }: Pick<Trial, 'arm' | 'others' | 'signal'> & { spec: PacedSpec | ClosedLoopSpec },
  load: (edges: WindowEdges) => Promise<T>,
): Promise<{ result: T; cpu: CpuReading }> {
  signal.throwIfAborted()
  let open: OpenCpuWindow | undefined
  let cpu: CpuReading | undefined
  const loaded = load({
    began: async () => {
      open = await arm.cpu.open(others)
    },
    ended: async () => {
      cpu = await open?.close()
    },
  })
  const result = await orGivenUp(loaded, spec.warmUpMs + spec.measureMs + CLIENT_GRACE_MS, signal)
  if (!cpu) throw new Error('the load client did not announce the edges of its window')
  return { result, cpu }
}

/** The load's outcome; or the signal's reason, or that it took too long, if one of these comes first. */
async function orGivenUp<T>(promise: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  const givenUp = Promise.withResolvers<never>()
  const abort = () => givenUp.reject(signal.reason as Error)
  const timer = setTimeout(() => {
    const what = `waited ${String(timeoutMs)} ms for the load client to finish`
    givenUp.reject(new BenchError(what, "see the client's log in the run folder"))
  }, timeoutMs)
  signal.addEventListener('abort', abort, { once: true })
  promise.catch(() => undefined) // what comes of it after that is of no interest
  try {
    return await Promise.race([promise, givenUp.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
