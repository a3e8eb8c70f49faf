/** Judges the steps of a search for saturation: which number of connections the rounds get, and whether the search is over. Pure. */
import { isClientFull, isHostFull } from '../results/saturation-shares.ts'
import type { SaturationEnd, SaturationStep } from '../results/record.ts'

/** A step rises that carries so many times the pages of the best before: windows of 0.3 s differ by more than a few percent. */
const LEAST_RISE = 1.05
/** It also rises where it fills more of the host: that is read to a percent or two, and tells more of a short window than its pages. */
const LEAST_FILLED = 0.015
/** But not where it carries so much less: the host is then busy with queues. */
const MOST_LOSS = 0.75
/** One short window without a rise may be a bad one. */
const STEPS_WITHOUT_RISE = 2

export interface JudgedSteps {
  /** Of the last step that rose. */
  connections: number
  /** Null while the search goes on. */
  endedBy: SaturationEnd | null
}

/** Null without a step that had no errors: a step with errors does not count, because errors are answered quickly. */
export function judgeSteps(steps: readonly SaturationStep[]): JudgedSteps | null {
  let risen: SaturationStep | null = null
  let since = 0
  let [most, busiest] = [0, 0]
  for (const step of steps) {
    if (step.errors > 0) continue
    const busy = typeof step.hostBusyShare === 'number' ? step.hostBusyShare : 0
    const isHigher = step.pagesPerSecond > most * LEAST_RISE || busy > busiest + LEAST_FILLED
    const rises = isHigher && step.pagesPerSecond >= most * MOST_LOSS
    if (rises) risen = step
    since = rises ? 0 : since + 1
    most = Math.max(most, step.pagesPerSecond)
    busiest = Math.max(busiest, busy)
  }
  const last = steps.at(-1)
  if (!risen || !last) return null
  return { connections: risen.connections, endedBy: endOf(last, since) }
}

/** @param since steps after the last that rose */
function endOf(last: SaturationStep, since: number): SaturationEnd | null {
  if (last.errors > 0) return 'errors'
  if (since >= STEPS_WITHOUT_RISE) return 'stopped rising'
  if (since > 0) return null
  if (isClientFull(last.clientCoreShare)) return 'client busy'
  return isHostFull(last.hostBusyShare) ? 'host busy' : null
}
