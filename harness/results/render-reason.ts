/** Text of the reason why a trial is invalid, for readers. No code parses these texts. */
import type { InvalidReason } from './record.ts'

/** "the client was late by 3.2 ms at p99". */
export const renderReason = ({ text, figure }: InvalidReason): string =>
  figure === null ? text : text.replace('{figure}', String(figure))
