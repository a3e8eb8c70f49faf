/** The attempts of a run for a terminal: a row for each attempt and datapath, and what the baseline's rule was worth. */
import { printable } from '../words/printable.ts'
import type { AttemptsSight } from './judge-attempts.ts'
import type { Sight } from './seen-by.ts'
import { columns } from './columns-of-text.ts'
import {
  attemptWords,
  blockedWords,
  namedWords,
  RULE_WORDS,
  ruleWords,
  seenWords,
} from './words-of-attempt.ts'
import { judgedOrTruth } from './judged-or-truth.ts'

const TITLES = ['attempt', 'who tried what', 'at', 'seen', 'blocked', 'not normal?']

type WithAttempts = Sight & { attempts: AttemptsSight }

/** @returns an empty text for a run without attempts */
export function attemptsTable(sights: readonly Sight[]): string {
  const tried = sights.filter((sight): sight is WithAttempts => sight.attempts !== undefined)
  const [first] = tried
  if (!first) return ''
  const attempts = [...Map.groupBy(first.attempts.made.attempts, ({ name }) => name)]
  const rows = attempts.flatMap(([name, targets]) =>
    tried.map((sight, index) => [
      ...(index === 0 ? [name, attemptWords(targets)] : ['', '']),
      sight.name,
      ...cellsOf(sight, name),
    ]),
  )
  return [
    ...columns([TITLES, ...rows.map((row) => row.map(printable))]),
    '',
    RULE_WORDS,
    ...tried.map(({ name, attempts: sight, about }) => {
      const { recall, precision } = ruleWords(sight)
      return about?.sees === 'nothing'
        ? `${printable(name)}: sees nothing, so nothing is named: ${recall} attempts`
        : `${printable(name)}: named ${recall} attempts; of what it named, of attempts: ${precision}`
    }),
    '',
    '',
  ].join('\n')
}

function cellsOf({ attempts, about }: WithAttempts, name: string): string[] {
  const { judged, truth } = judgedOrTruth(attempts, name)
  if (truth === null) return ['not tried', '', '']
  return [
    seenWords(judged, about?.sees ?? 'nothing'),
    blockedWords(truth),
    judged === null ? 'unknown' : namedWords(judged),
  ]
}
