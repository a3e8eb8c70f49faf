/** What each datapath made of the scenario's attempts: seen, blocked, and named as not normal. */
import type { FlowsAbout } from '../../flows/flows-about.ts'
import type { AttemptsSight, JudgedAttempt } from '../../flows/judge-attempts.ts'
import { judgedOrTruth } from '../../flows/judged-or-truth.ts'
import type { Sight } from '../../flows/seen-by.ts'
import {
  attemptWords,
  blockedWords,
  namedWords,
  RULE_WORDS,
  ruleWords,
  seenWords,
} from '../../flows/words-of-attempt.ts'

/** `part`: only some of the tries, or as somebody else's. `unknown`: the datapath could not be asked. */
export type AttemptMark = 'yes' | 'part' | 'no' | 'unknown'

export interface AttemptCell {
  seen: { mark: AttemptMark; words: string }
  blocked: { mark: AttemptMark; words: string }
  named: { mark: AttemptMark; words: string }
}

export interface AttemptsView {
  arms: { label: string; recall: string; precision: string; sees: string; emitters: string; pages: string }[]
  /** In the order of the scenario; a cell is null where the arm did not try. */
  rows: { name: string; what: string; cells: (AttemptCell | null)[] }[]
  rule: string
}

type Tried = Sight & { about: FlowsAbout; attempts: AttemptsSight }

/**
 * @param arms names and labels of the run's arms, in order
 * @returns null for a run without attempts
 */
export function attemptsView(
  arms: readonly { name: string; label: string }[],
  sights: readonly Sight[],
): AttemptsView | null {
  const tried = arms.flatMap(({ name, label }) => {
    const sight = sights.find((candidate) => candidate.name === name)
    return sight?.about && sight.attempts
      ? [{ label, sight: { ...sight, about: sight.about, attempts: sight.attempts } }]
      : []
  })
  const [first] = tried
  if (!first) return null
  const attempts = [...Map.groupBy(first.sight.attempts.made.attempts, ({ name }) => name)]
  return {
    arms: tried.map(({ label, sight }) => armOf(label, sight)),
    rows: attempts.map(([name, targets]) => ({
      name,
      what: attemptWords(targets),
      cells: tried.map(({ sight }) => cellOf(sight, name)),
    })),
    rule: RULE_WORDS,
  }
}

function armOf(label: string, { about, attempts }: Tried): AttemptsView['arms'][number] {
  const emitters = attempts.judged?.judgement.attempts.flatMap((attempt) => attempt.emitters) ?? []
  return {
    label,
    sees: about.unknownSince ? `unknown: ${about.unknownSince.why}` : about.sees,
    emitters: [...new Set(emitters)].toSorted().join(', ') || 'nobody',
    pages: `${about.pages} before, ${attempts.made.pages} meanwhile`,
    ...ruleWords(attempts),
  }
}

function cellOf({ about, attempts }: Tried, name: string): AttemptCell | null {
  const { judged, truth } = judgedOrTruth(attempts, name)
  if (truth === null) return null
  return {
    seen: { mark: seenMark(judged), words: seenWords(judged, about.sees) },
    blocked: {
      mark: truth.blocked === 0 ? 'no' : truth.blocked === truth.tries ? 'yes' : 'part',
      words: blockedWords(truth),
    },
    named: judged
      ? { mark: judged.named.length > 0 ? 'yes' : 'no', words: namedWords(judged) }
      : { mark: 'unknown', words: 'unknown' },
  }
}

function seenMark(judged: JudgedAttempt | null): AttemptMark {
  if (judged === null) return 'unknown'
  if (judged.seen === 0) return 'no'
  return judged.attributed === judged.tries ? 'yes' : 'part'
}
