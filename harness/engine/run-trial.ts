/**
 * Runs a trial: thaws one arm, loads it, reads at both edges of the window and freezes the arm. Every trial ends in a record,
 * whatever happens.
 */
import type { Arm, PacedResult, PacedSpec, WindowEdges } from '../arm/arm.ts'
import type { InstrumentName, Readings } from '../arm/instrument.ts'
import { seenBetween } from '../arm/seen.ts'
import { problemOf } from '../errors.ts'
import { throttledSince, withThrottling } from '../load/throttling.ts'
import { judgeTrial } from '../load/validity.ts'
import type { TrialRecord } from '../results/record.ts'
import { inWindow } from './window.ts'

export interface Trial {
  arm: Arm
  /** All other arms. They should be frozen; their CPU is read in case one is not. */
  others: Arm[]
  load: string
  round: number
  position: number
  bringUp: number
  spec: PacedSpec
  /** `spec.rawFile` as the record names it: relative to the run's folder. */
  rawFile: string
  /** The instrument that this trial is for, because it changes what is measured; null for trials that comparisons use. */
  perturbedBy: InstrumentName | null
  /** Ends the trial at once when aborted. The trial's record must then be discarded. */
  signal: AbortSignal
}

const INSTRUMENTS: readonly InstrumentName[] = ['cpu', 'memory']

/** Names of the arm's instruments that change what they measure. */
export const perturbingOf = ({ instruments }: Arm): InstrumentName[] =>
  INSTRUMENTS.filter((name) => instruments[name].perturbs)

export interface RanTrial {
  record: TrialRecord
  /** The exact window, from which the times of the raw file count; null for a failed trial. */
  window: PacedResult['window'] | null
}

/** Runs one trial and leaves the arm frozen. Never throws: a trial that fails is a record with its error. */
export async function runTrial(trial: Trial): Promise<RanTrial> {
  const { arm, spec, perturbedBy } = trial
  const identity = {
    kind: 'trial' as const,
    arm: arm.spec.name,
    load: trial.load,
    bringUp: trial.bringUp,
    round: trial.round,
    position: trial.position,
    perturbedBy,
    startedAt: new Date().toISOString(),
  }
  try {
    await arm.thaw()
    await arm.assertAlive()
    const retriesBefore = await arm.retries()
    const throttledBefore = await arm.throttled?.()
    const seenBefore = await arm.seen?.()
    const reading = INSTRUMENTS.filter((name) => !arm.instruments[name].perturbs || name === perturbedBy)
    const planted = outside(() => arm.openPlanted?.())
    const wire = outside(() => arm.openWire?.())
    const { result, readings } = await inWindow({ ...trial, reading }, (edges) =>
      arm.runPaced(spec, wire.around(planted.around(edges))),
    ).catch(async (error: unknown) => {
      // When a program has ended, its error explains the failure better than the error of the load or of the reading.
      if (!trial.signal.aborted) await arm.assertAlive()
      throw error
    })
    const throttled = throttledSince(throttledBefore, await arm.throttled?.())
    await arm.assertAlive()
    const seen = seenBetween(seenBefore, await arm.seen?.())
    const [effects, passed] = [planted.reading(), wire.reading()]
    const measured = {
      ledger: result.ledger,
      offeredPerSecond: result.offeredPerSecond,
      achievedPerSecond: result.achievedPerSecond,
      pagesUnderWay: result.pagesUnderWay,
      latency: result.latency && { ...result.latency, rawFile: trial.rawFile },
      ...IN_TRIALS_OF_ITS_OWN,
      ...withThrottling(readings, throttled),
      retries: (await arm.retries()) - retriesBefore + result.resent,
      ...(effects && { planted: effects }),
      ...(passed && { wire: passed }),
      ...seen,
    }
    const { reasons, flags } = judgeTrial({ ...measured, throttled })
    const record: TrialRecord =
      reasons.length === 0
        ? { ...identity, status: 'completed', flags, ...measured }
        : { ...identity, status: 'invalid', reasons: [...reasons, ...flags], ...measured }
    return { record, window: result.window }
  } catch (error) {
    return { record: { ...identity, status: 'failed', error: problemOf(error) }, window: null }
  } finally {
    // An arm that cannot be frozen is noticed in the next trial, as CPU of other arms.
    await arm.freeze().catch(() => undefined)
  }
}

type Later<Value> = Value | Promise<Value>

/** A reading of the window that is taken outside of the other readings, so that no CPU of it is in theirs. */
function outside<Reading>(open: () => Later<(() => Later<Reading>) | undefined>) {
  let close: (() => Later<Reading>) | undefined
  let reading: Reading | undefined
  return {
    around: (edges: WindowEdges): WindowEdges => ({
      async began() {
        close = await open()
        await edges.began()
      },
      async ended() {
        await edges.ended()
        reading = await close?.()
      },
    }),
    reading: () => reading,
  }
}

const notHere = { notMeasured: 'reading it changes what is measured, so it has trials of its own' }
const IN_TRIALS_OF_ITS_OWN: Readings = { cpu: notHere, memory: notHere }
