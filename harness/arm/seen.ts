/** What an arm made visible between two moments, by what its source counted until each of them. Pure. */
import { isNotMeasured } from '../results/measured.ts'
import type { Reading, Seen } from '../results/record.ts'

/** Counts since the arm was raised. */
export type SeenSoFar = Seen

const difference = (before: Reading, after: Reading): Reading =>
  isNotMeasured(after) ? after : isNotMeasured(before) ? before : after - before

/** The field of a window's record; empty for an arm that makes nothing visible. */
export const seenBetween = (before: SeenSoFar | undefined, after: SeenSoFar | undefined): { seen?: Seen } =>
  before && after
    ? {
        seen: {
          events: after.events - before.events,
          bytes: difference(before.bytes, after.bytes),
          lost: difference(before.lost, after.lost),
        },
      }
    : {}
