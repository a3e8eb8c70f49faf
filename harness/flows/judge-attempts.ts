/** Holds what a datapath saw of attempts against the truth: seen, by whom, as whose, blocked, and named as not normal. Pure. */
import { wasBlocked, type AttemptsMade, type MadeAttempt, type Outcome } from './attempts-made.ts'
import type { Assessment, Finding, Reason } from './baseline.ts'
import type { Contact } from './contacts.ts'
import { idOf } from './ends.ts'
import { createMatcher, type SeenTry } from './match-tries.ts'
import type { FlowsRead } from './read-flows.ts'

export interface JudgedAttempt {
  name: string
  kind: string
  from: string
  /** What was tried; several for a scan. */
  to: string[]
  tries: number
  seen: number
  /** Who reported it. */
  emitters: string[]
  /** Of the tries that were seen, how many have the pod that tried as their source, and whom the others have. */
  attributed: number
  takenFor: string[]
  blocked: number
  /** How the tries ended, the most frequent first. */
  faces: (Outcome & { tries: number })[]
  /** The longest time until it was known how a try ended, in milliseconds. */
  tookMs: number
  /** From the beginning of the first try to its first flow, in milliseconds, by clocks that tick every 10 ms; null where nothing was seen. */
  seenAfterMs: number | null
  /** Why the baseline's rule names it; empty where it does not. */
  named: Reason[]
}

export interface Judgement {
  attempts: JudgedAttempt[]
  /** Findings of the rule that are of attempts, that follow from them, and of normal pages. */
  findings: { ofAttempts: number; following: number; falseAlarms: Finding[] }
}

/** What there is of the attempts of an arm. */
export interface AttemptsSight {
  made: AttemptsMade
  /** Flows of that time; null where nothing was seen. */
  read: FlowsRead | null
  /** null where the datapath could not be asked what it saw. */
  judged: { assessment: Assessment; judgement: Judgement } | null
}

/** @param contacts what was seen while the attempts were made */
export function judgeAttempts(
  made: Pick<AttemptsMade, 'attempts'>,
  contacts: readonly Contact[],
  { findings }: Pick<Assessment, 'findings'>,
): Judgement {
  const matcher = createMatcher(contacts)
  const seen = made.attempts.map((attempt) => ({
    attempt,
    tries: attempt.tries.map((one) => ({ one, seen: matcher.match(attempt, one) })),
  }))
  const matched = new Set(
    seen.flatMap(({ tries }) =>
      tries.flatMap((one) => (one.seen ? [one.seen.occurrence, ...one.seen.again] : [])),
    ),
  )
  const ofAttempts = findings.filter(({ occurrences }) => occurrences.some((one) => matched.has(one)))
  const others = findings.filter((finding) => !ofAttempts.includes(finding))
  const following = others.filter((finding) => follows(finding, made.attempts))
  return {
    attempts: [...Map.groupBy(seen, ({ attempt }) => attempt.name).values()].map((targets) =>
      judged(targets, ofAttempts),
    ),
    findings: {
      ofAttempts: ofAttempts.length,
      following: following.length,
      falseAlarms: others.filter((finding) => !following.includes(finding)),
    },
  }
}

interface SeenAttempt {
  attempt: MadeAttempt
  tries: { one: MadeAttempt['tries'][number]; seen: SeenTry | null }[]
}

function judged(targets: readonly SeenAttempt[], findings: readonly Finding[]): JudgedAttempt {
  const { name, kind, from } = targets[0]!.attempt
  const tries = targets.flatMap((target) => target.tries)
  const seen = tries.flatMap((one) => (one.seen ? [{ ...one.seen, began: Date.parse(one.one.at) }] : []))
  const wrong = seen.filter(({ isRight }) => !isRight)
  const first = seen.toSorted((a, b) => a.began - b.began)[0]
  const occurrences = new Set(seen.flatMap(({ occurrence, again }) => [occurrence, ...again]))
  const naming = findings.filter((finding) => finding.occurrences.some((one) => occurrences.has(one)))
  return {
    name,
    kind,
    from: from.name,
    to: targets.map(({ attempt }) => attempt.to.name),
    tries: tries.length,
    seen: seen.length,
    emitters: sortedSet(seen.flatMap(({ occurrence }) => occurrence.emitters)),
    attributed: seen.length - wrong.length,
    takenFor: sortedSet(wrong.map(({ contact }) => idOf(contact.from))),
    blocked: tries.filter(({ one }) => wasBlocked(one.outcome)).length,
    faces: facesOf(tries.map(({ one }) => one.outcome)),
    tookMs: Math.max(...tries.map(({ one }) => one.tookMs)),
    seenAfterMs: first ? (first.occurrence.atMs ?? first.began) - first.began : null,
    named: sortedSet(naming.flatMap(({ reasons }) => reasons)),
  }
}

const sortedSet = <Text extends string>(all: readonly Text[]): Text[] => [...new Set(all)].toSorted()

const facesOf = (outcomes: readonly Outcome[]): JudgedAttempt['faces'] =>
  [...Map.groupBy(outcomes, (outcome) => JSON.stringify(outcome)).values()]
    .map((same) => ({ ...same[0]!, tries: same.length }))
    .toSorted((a, b) => b.tries - a.tries)

/** Whether all of it happened at a service that an attempt had reached, while the attempt was under way: the calls that it set off. */
function follows({ contact, occurrences }: Finding, attempts: readonly MadeAttempt[]): boolean {
  const reached = attempts
    .filter(({ to }) => to.name === contact.from.name)
    .flatMap(({ tries }) => tries.map(({ at, tookMs }) => ({ began: Date.parse(at), tookMs })))
  return (
    occurrences.length > 0 &&
    occurrences.every(({ atMs }) =>
      reached.some(({ began, tookMs }) => atMs !== null && atMs >= began && atMs <= began + tookMs),
    )
  )
}
