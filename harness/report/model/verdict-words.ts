/** Cells of a verdict matrix in words: who asks whom for what, what is expected, and how it ended. */
import type { MadeTry } from '../../flows/attempts-made.ts'
import type { OutcomeOfPolicy, VerdictCell } from '../../results/verdicts.ts'
import { listed } from './text.ts'

/** "console → backend:8080, POST /". */
export const cellName = ({ from, to, port, request }: VerdictCell): string =>
  `${from} → ${to}:${port}${request ? `, ${request.method} ${request.path}` : ''}`

const OUTCOMES: Record<OutcomeOfPolicy, string> = {
  allowed: 'allowed',
  dropped: 'denied (time-out)',
  '403': 'denied (403)',
  reset: 'denied (closed)',
  'dns-refused': 'denied (REFUSED)',
}

/** "denied (time-out) by NetworkPolicy app/closed". */
export const expectedWords = ({ outcome, by }: VerdictCell['expected']): string =>
  `${OUTCOMES[outcome]}${by.length === 0 ? '' : ` by ${listed(by)}`}`

export const compiledWords = ({ compiled }: VerdictCell): string => compiled ?? 'not read'

/** The face that each try showed, in order: "time-out", "answered 200, then time-out". */
export const triesWords = (cell: VerdictCell): string =>
  cell.tries.length === 0
    ? `not tried: ${cell.notTried ?? 'for no reason that was stored'}`
    : cell.tries.map((one) => faceOf(cell, one)).join(', then ')

function faceOf({ served }: VerdictCell, { outcome: { face, status, code } }: MadeTry): string {
  switch (face) {
    case 'answered':
      return `answered ${status ?? 'without a status'}`
    case 'refused':
      return served === 'nothing' ? 'reached, refused by its pod' : 'refused'
    case 'other':
      return code ?? 'other'
    default:
      return face
  }
}
