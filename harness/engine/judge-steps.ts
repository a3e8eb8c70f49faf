/** Judges the steps of a search for saturation: which number of connections carries most, and whether the search is over. Pure. */
import { FULL_CLIENT_SHARE, FULL_HOST_SHARE } from '../results/saturation-shares.ts'
import type { Reading, SaturationEnd, SaturationStep } from '../results/record.ts'

/** A step that carries less than this more than the best before does not rise: windows of 0.3 s differ by a few percent. */
const LEAST_RISE = 1.05

export interface JudgedSteps {
  /** The fewest connections that carry most. */
  connections: number
  /** Null while the search goes on. */
  endedBy: SaturationEnd | null
}

/** Null without a step that had no errors: a step with errors does not count, because errors are answered quickly. */
export function judgeSteps(steps: readonly SaturationStep[]): JudgedSteps | null {
  let best: SaturationStep | null = null
  for (const step of steps)
    if (step.errors === 0 && (best === null || step.pagesPerSecond > best.pagesPerSecond * LEAST_RISE))
      best = step
  const last = steps.at(-1)
  if (!best || !last) return null
  // A full host with more connections carries as much as one that is nearly full, and says what the limit is.
  const isFull = isOver(last.hostBusyShare, FULL_HOST_SHARE)
  const carriesAsMuch = last.errors === 0 && last.pagesPerSecond * LEAST_RISE >= best.pagesPerSecond
  if (isFull && carriesAsMuch) return { connections: last.connections, endedBy: 'host busy' }
  const { connections } = best
  if (last.errors > 0) return { connections, endedBy: 'errors' }
  if (isOver(last.clientCoreShare, FULL_CLIENT_SHARE)) return { connections, endedBy: 'client busy' }
  return { connections, endedBy: best === last ? null : 'stopped rising' }
}

const isOver = (share: Reading, limit: number): boolean => typeof share === 'number' && share > limit
