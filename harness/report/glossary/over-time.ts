/** What `gate`, `compare` and `history` say of two versions or of many runs. */
import type { GateMetricName } from '../../stats/gate/gate-metrics.ts'
import type { METRIC_ENTRIES } from './metrics.ts'
import type { Entry } from './entry.ts'

const OF_GATE = { page: 'gate.md', section: 'what-is-judged' } as const

/** What a gate judges and a report does not compare. A new metric of the gate needs an entry, or this file does not compile. */
const GATE_METRIC_ENTRIES: Record<Exclude<GateMetricName, keyof typeof METRIC_ENTRIES>, Entry> = {
  switches: {
    word: 'context switches',
    meaning:
      'How often the CPUs of the whole host went from one program to another, for a page. It hardly depends on how fast the machine is.',
    ...OF_GATE,
  },
  bytes: {
    word: 'bytes',
    others: ['bytes a page'],
    meaning:
      'What the interfaces of the pods carried for a page, both ways, with headers. It hardly depends on how fast the machine is.',
    ...OF_GATE,
  },
}

export const OVER_TIME_ENTRIES: readonly Entry[] = [
  {
    word: 'gate',
    others: ['base', 'head'],
    meaning:
      'Two versions of hopbench, base and head, measured as arms of one run. It answers with an exit code: 0 fine, 10 regression, 11 could not tell, 2 nothing to compare with.',
    page: 'gate.md',
    section: 'what-is-compared',
  },
  ...Object.values(GATE_METRIC_ENTRIES),
  {
    word: 'threshold',
    others: ['looks for', 'too small to matter'],
    meaning:
      'The change that a gate looks for: a share of base’s figure, 10 % unless --threshold says otherwise, and at least as much as matters to somebody.',
    ...OF_GATE,
  },
  {
    word: 'regression',
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
    word: 'more',
    others: ['less'],
    meaning:
      'Of two runs side by side: the whole interval of the change lies on that side of 0. All changes of a comparison hold together at 95 %.',
    page: 'history.md',
    section: 'two-runs-side-by-side',
  },
  {
    word: 'band',
    meaning: 'Around a line of the history: the interval that each run gives to its own figure.',
    page: 'history.md',
    section: 'history',
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
