/** What a datapath made of an attempt, in words for tables. */
import type { MadeAttempt } from './attempts-made.ts'
import type { Finding } from './baseline.ts'
import { FREQUENCY_RULE } from './baseline.ts'
import { idOf } from './ends.ts'
import type { AttemptsSight, JudgedAttempt } from './judge-attempts.ts'

/** "seen", "seen 2 of 5 times", "seen as 10.0.0.7"; what a datapath that sees nothing, or that could not be asked, has instead. */
export function seenWords(
  judged: JudgedAttempt | null,
  sees: 'nothing' | 'connections' | 'requests',
): string {
  if (judged === null) return 'unknown'
  if (sees === 'nothing') return 'sees nothing'
  if (judged.seen === 0) return 'not seen'
  const often = judged.seen < judged.tries ? `seen ${judged.seen} of ${judged.tries} times` : 'seen'
  return judged.takenFor.length === 0 ? often : `${often}, as ${judged.takenFor.join(', ')}`
}

/** "blocked: time-out after 1.0 s", "2 of 5 blocked: reset after 3 ms", "let through: 200 after 2 ms". */
export function blockedWords(tried: Pick<JudgedAttempt, 'tries' | 'blocked' | 'faces' | 'tookMs'>): string {
  const { tries, blocked, faces, tookMs } = tried
  const how = `${[...new Set(faces.map(faceWords))].join(', ')} after ${durationWords(tookMs)}`
  if (faces.every(({ face }) => face === 'no such name')) return how
  if (blocked === 0) return `let through: ${how}`
  return blocked === tries ? `blocked: ${how}` : `${blocked} of ${tries} blocked: ${how}`
}

const faceWords = ({ face, status, code }: JudgedAttempt['faces'][number]): string =>
  status !== null ? String(status) : face === 'other' && code !== null ? code : face

const durationWords = (ms: number): string =>
  ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms >= 10 ? Math.round(ms) : Number(ms.toPrecision(2))} ms`

/** "named: new edge, refused", or that the rule found nothing about it. */
export const namedWords = ({ named }: JudgedAttempt): string =>
  named.length === 0 ? 'not named' : `named: ${named.join(', ')}`

/** "cart → 5 services: TCP", "scraper → accounts: GET /internal, 3 times". */
export function attemptWords(targets: readonly MadeAttempt[]): string {
  const [{ from, to, request, tries, kind }] = targets as [MadeAttempt, ...MadeAttempt[]]
  const whom = targets.length === 1 ? to.name : `${targets.length} services`
  const what = request ? `${request.method} ${request.path}` : 'TCP'
  const often = tries.length === 1 ? '' : `, ${tries.length} times`
  return `${from.name} → ${whom}${kind === 'straight' ? "'s pod" : ''}: ${what}${often}`
}

/** What the baseline's rule made of all that a datapath saw. */
export function ruleWords({ made, judged }: AttemptsSight): { recall: string; precision: string } {
  const names = new Set(made.attempts.map(({ name }) => name)).size
  if (judged === null) return { recall: 'unknown', precision: 'unknown' }
  const { attempts, findings } = judged.judgement
  const named = attempts.filter((attempt) => attempt.named.length > 0).length
  const all = findings.ofAttempts + findings.falseAlarms.length
  const following = findings.following === 0 ? '' : `, and ${findings.following} that followed from them`
  return {
    recall: `${named} of ${names}`,
    precision:
      all === 0
        ? 'not measured: it named nothing'
        : `${findings.ofAttempts} of ${all}${following}${falseWords(findings.falseAlarms)}`,
  }
}

const falseWords = (alarms: readonly Finding[]): string =>
  alarms.length === 0 ? '' : `; false: ${alarms.map(findingWords).join('; ')}`

/** "shop/cart → data/stock GET /: more often". */
export const findingWords = ({ contact: { from, to, request }, reasons }: Finding): string =>
  `${idOf(from)} → ${idOf(to)}${request ? ` ${request.method} ${request.path}` : ''} (${reasons.join(', ')})`

/** The rule with its thresholds. */
export const RULE_WORDS = `Normal is what the pages before had: sources, edges, ports, and methods with paths where requests are read. Named is what they did not have, what is refused or fails since, and what happens at least ${FREQUENCY_RULE.factor} times as often or half as often, where chance (Poisson) explains it less often than once in ${1 / FREQUENCY_RULE.chance}.`
