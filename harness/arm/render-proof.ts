/** Proofs as people read them. Text is made from a proof's facts here, and nothing reads it back. */
import { renderExpected, renderObserved } from '../results/render-evidence.ts'
import type { Proof } from './claims.ts'

/** Broken proofs in one line, for an error or the screen. */
export const brokenProofs = (broken: readonly Proof[]): string =>
  broken
    .map(
      ({ claim, where, expected, observed, source }) =>
        `${claim}: at ${where} expected ${renderExpected(expected)}, saw ${renderObserved(observed)} (${source})`,
    )
    .join('; ')
