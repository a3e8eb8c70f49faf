/** One attempt of an arm: how it is judged, and how it ended, which is known also where nobody could be asked what was seen. */
import { judgeAttempts, type AttemptsSight, type JudgedAttempt } from './judge-attempts.ts'

export interface JudgedOrTruth {
  /** null where the datapath could not be asked. */
  judged: JudgedAttempt | null
  /** How the tries ended; null where the arm has no such attempt. */
  truth: JudgedAttempt | null
}

export function judgedOrTruth({ made, judged }: AttemptsSight, name: string): JudgedOrTruth {
  const of = (attempts: readonly JudgedAttempt[]): JudgedAttempt | null =>
    attempts.find((attempt) => attempt.name === name) ?? null
  const seen = judged && of(judged.judgement.attempts)
  return { judged: seen, truth: seen ?? of(judgeAttempts(made, [], { findings: [] }).attempts) }
}
