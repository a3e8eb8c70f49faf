/** What was sent, and which trials count. */
import type { ReportInput } from '../../report-input.ts'
import { count } from '../format.ts'
import { allProblems, listProblems } from '../problems.ts'
import type { Views } from '../views.ts'
import { plural } from '../text.ts'
import { type Belief, fact } from './fact.ts'
import { measuredOf, trialsOf } from './measured-trials.ts'

export function ledgerFacts(views: Views, input: ReportInput): Belief['facts'] {
  const trials = measuredOf(input)
  if (trials.length === 0) return [fact('no trial was measured', true)]
  const sum = (key: 'offered' | 'completed' | 'failed' | 'timedOut' | 'notSent'): number =>
    trials.reduce((total, { ledger }) => total + ledger[key], 0)
  const [offered, completed, failed, timedOut, notSent] = [
    sum('offered'),
    sum('completed'),
    sum('failed'),
    sum('timedOut'),
    sum('notSent'),
  ]
  const closes = offered === completed + failed + timedOut + notSent
  const retries = trials.reduce((total, trial) => total + trial.retries, 0)
  return [
    fact(
      `${count(offered)} pages offered ${closes ? '=' : '≠'} ${count(completed)} completed + ${count(failed)} failed + ${count(timedOut)} timed out + ${count(notSent)} not sent`,
      !closes,
    ),
    fact(`${plural(retries, 'retry', 'retries')} by proxies or the client`, retries > 0),
    ...trialFacts(views, input),
  ]
}

function trialFacts(views: Views, input: ReportInput): Belief['facts'] {
  const { arms } = input.analysis
  const total = (key: 'completed' | 'invalid' | 'failed' | 'discarded'): number =>
    arms.reduce((sum, { trials }) => sum + trials[key], 0)
  const bad = total('invalid') + total('failed')
  const alone = total('discarded')
  const unpaired =
    alone === 0
      ? '; each completed trial counts'
      : `; ${plural(alone, 'completed trial is', 'completed trials are')} in no difference, because no arm to compare with has one in that round`
  const planted = trialsOfPlanted(input)
  const counts = fact(
    `${count(total('completed'))} trials completed, ${count(total('invalid'))} invalid, ${count(total('failed'))} failed${unpaired}${planted === 0 ? '' : `; ${count(planted)} more had planted effects: their pages are in the sum above, and they are in no comparison`}`,
    bad > 0,
  )
  const labels = new Map(views.arms.map(({ name, label }) => [name, label]))
  const byArm = Map.groupBy(arms, ({ arm }) => arm)
  const reasons = [...byArm].flatMap(([arm, loads]) =>
    listProblems(allProblems(loads)).map((words) => fact(`${labels.get(arm) ?? arm}: ${words}`, true)),
  )
  return [counts, ...reasons]
}

/** Trials of arms with planted effects, which no analysis of a load counts. */
function trialsOfPlanted(input: ReportInput): number {
  const planted = input.run.arms.filter(({ role }) => role === 'planted').map(({ name }) => name)
  return trialsOf(input).filter(({ arm }) => planted.includes(arm)).length
}
