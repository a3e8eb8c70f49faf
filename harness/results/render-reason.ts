/** Why a trial must not be used, as people read it. Nothing reads these texts back. */
import type { InvalidReason } from './record.ts'

/** "the client was late by 3.2 ms at p99". */
export const renderReason = ({ text, figure }: InvalidReason): string =>
  figure === null ? text : text.replace('{figure}', String(figure))
