/** What had been measured of a run before it was resumed, as the stages of the run ask for it. Pure. */
import type { JournalRecord } from '../results/record.ts'
import type { Saturation } from './saturation.ts'

/** Rates that were chosen, by load. */
export const ratesBefore = (before: readonly JournalRecord[]): [load: string, pagesPerSecond: number][] =>
  before.flatMap((record) =>
    record.kind === 'rate-chosen' ? [[record.load, record.pagesPerSecond] as [string, number]] : [],
  )

/** Names of the arms of which it is known what they are once they are up. */
export const learnedBefore = (before: readonly JournalRecord[]): string[] =>
  before.flatMap((record) => (record.kind === 'arm-learned' ? [record.arm] : []))

/** What saturates each arm that was searched. */
export const saturationBefore = (before: readonly JournalRecord[]): Map<string, Saturation> =>
  new Map(
    before.flatMap((record) => {
      if (record.kind !== 'saturation' || record.status !== 'found') return []
      const { arm, connections, steps } = record
      const step = steps.find((one) => one.connections === connections)
      return step ? [[arm, { connections, pagesPerSecond: step.pagesPerSecond }] as const] : []
    }),
  )

/** Whether a window of this kind was measured in the bring-up before it was cut: of an arm, and under a load or in a round where it has one. */
export const isDoneBefore = (
  before: readonly JournalRecord[],
  window: {
    kind: 'idle' | 'capacity' | 'clock-price'
    bringUp: number
    arm: string
    load?: string
    round?: number
  },
): boolean =>
  before.some((record) =>
    Object.entries(window).every(([field, value]) => (record as Record<string, unknown>)[field] === value),
  )
