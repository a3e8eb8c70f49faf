/** Renders proofs as text for people. No code reads this text back. */
import { renderExpected, renderObserved } from '../results/render-evidence.ts'
import type { Proof } from './claims.ts'

/** Describes broken proofs in one line, for an error message or the screen. */
export const brokenProofs = (broken: readonly Proof[]): string =>
  broken
    .map(
      ({ claim, where, expected, observed, source }) =>
        `${claim}: at ${where} expected ${renderExpected(expected)}, saw ${renderObserved(observed)} (${source})`,
    )
    .join('; ')
