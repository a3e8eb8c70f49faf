/** What `gate`, `compare` and `history` say of two versions or of many runs. */
import type { Entry } from './entry.ts'

const OF_GATE = { page: 'gate.md', section: 'what-is-judged' } as const

export const OVER_TIME_ENTRIES: readonly Entry[] = [
  {
    word: 'gate',
    others: ['base', 'head'],
    meaning:
      'Two versions of hopbench, base and head, measured as arms of one run. It answers with an exit code: 0 fine, 10 regression, 11 could not tell, 2 nothing to compare with.',
    page: 'gate.md',
    section: 'what-is-compared',
  },
  {
    word: 'regression',
    others: ['exit 10'],
    meaning:
      'Of a gate: head costs more than base, the interval lies above 0, and the change is more than half of what the gate looks for. The exit code is 10.',
    ...OF_GATE,
  },
  {
    word: 'fine',
    meaning: 'Of a gate: the whole interval of the change lies below what the gate looks for.',
    ...OF_GATE,
  },
  {
    word: 'could not tell',
    others: ['exit 11'],
    meaning:
      'Neither fine nor a regression, with the reason: too noisy, too few bring-ups, proofs not recorded. The exit code is 11. A bench on a noisy machine ends with it too.',
    ...OF_GATE,
  },
  {
    word: 'not interleaved',
    meaning:
      'Of two stored runs: they were measured one after the other, so whatever changed on the machine between them is in the change too.',
    page: 'gate.md',
    section: 'two-stored-runs',
  },
  {
    word: 'change of level',
    others: ['change point', 'advisory'],
    meaning:
      'A place in the history of a figure where runs before and after differ, found by E-divisive. It is advice where to look and no verdict.',
    page: 'history.md',
    section: 'history',
  },
  {
    word: 'break',
    meaning:
      'A place in the history where figures before and after may not be compared, such as another kernel, method or rate. The line begins anew.',
    page: 'history.md',
    section: 'history',
  },
]
