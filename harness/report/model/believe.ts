/** The facts of "Why you can believe it": proofs, ledger, machine and instrument, all taken from the records. */
import { median } from '../../numbers/quantile.ts'
import { closeAccount } from '../../results/cpu-account.ts'
import { isNotMeasured, measured } from '../../results/measured.ts'
import {
  type BringUpRecord,
  type CpuWindow,
  type Evidence,
  type FloorRecord,
  type MeasuredTrial,
  type TrialRecord,
} from '../../results/record.ts'
import { scaled, SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import type { ReportInput } from '../report-input.ts'
import { renderExpected, renderObserved } from '../../results/render-evidence.ts'
import type { ArmView } from './arm-view.ts'
import { count, duration, microseconds, percent, time } from './format.ts'
import type { LoadView } from './load-view.ts'
import { plausibilityFacts } from './plausibility.ts'
import { allProblems, listProblems } from './problems.ts'
import { standalone } from './quantity.ts'
import { lineOf } from './quantity-text.ts'
import type { Views } from './views.ts'
import { plural } from './text.ts'

export interface Belief {
  heading: string
  facts: { text: string; isTrouble: boolean }[]
}

/** One claim of one arm, over all bring-ups. */
export interface ProofRow {
  claim: string
  where: string
  source: string
  expected: string
  observed: string
  held: number
  total: number
}

export interface ArmProofs {
  arm: ArmView
  held: number
  total: number
  rows: ProofRow[]
}

const fact = (text: string, isTrouble = false): Belief['facts'][number] => ({ text, isTrouble })

/** Groups of short facts, in the order in which a sceptic would ask for them. */
export function beliefs(views: Views, input: ReportInput): Belief[] {
  return [
    { heading: 'Proofs that traffic took its path', facts: pathFacts(views, input) },
    { heading: 'What was sent, and what counts', facts: ledgerFacts(views, input) },
    { heading: 'The machine', facts: machineFacts(views, input) },
    { heading: 'The instrument', facts: instrumentFacts(views, input) },
  ].filter(({ facts }) => facts.length > 0)
}

/** Proofs of each arm. The same claim in several bring-ups is one row; rows with broken proofs come first. */
export function armProofs({ arms }: Views, input: ReportInput): ArmProofs[] {
  return arms.flatMap((arm) => {
    const own = input.evidence.filter((proof) => proof.arm === arm.name)
    if (own.length === 0) return []
    const groups = Map.groupBy(own, ({ claim, where, source }) => JSON.stringify([claim, where, source]))
    const rows = [...groups.values()].map(proofRow).toSorted((a, b) => a.held / a.total - b.held / b.total)
    return [{ arm, held: heldOf(own), total: own.length, rows }]
  })
}

const heldOf = (proofs: readonly Evidence[]): number => proofs.filter(({ holds }) => holds).length

function proofRow(proofs: Evidence[]): ProofRow {
  // A reader must see a broken proof. Where all hold, the last one stands for counts that differ from proof to proof.
  const shown = proofs.find(({ holds }) => !holds) ?? proofs.at(-1)!
  const { claim, where, source } = shown
  return {
    claim,
    where,
    source,
    expected: renderExpected(shown.expected),
    observed: renderObserved(shown.observed),
    held: heldOf(proofs),
    total: proofs.length,
  }
}

function pathFacts(views: Views, input: ReportInput): Belief['facts'] {
  const { held, total, broken } = input.analysis.evidence
  if (total === 0) return [fact('no proof was recorded', true)]
  return [
    fact(`${count(held)} of ${count(total)} proofs hold`, held < total),
    ...armProofs(views, input).map(({ arm, held, total }) =>
      fact(`${arm.label}: ${count(held)} of ${count(total)}`, held < total),
    ),
    ...flowFacts(views, input),
    ...broken.map((words) => fact(`broken proof: ${words}`, true)),
    ...failedBringUps(input).map((words) => fact(words, true)),
  ]
}

/** How many flow records of each arm were kept, and from where. */
function flowFacts({ arms }: Views, { evidence }: ReportInput): Belief['facts'] {
  return arms.flatMap((arm) => {
    const kept = evidence.findLast(({ arm: name, kind }) => name === arm.name && kind === 'flows')
    if (!kept) return []
    const { observed, where, source, holds } = kept
    const words =
      'count' in observed
        ? `${count(observed.count)} flow records of its first proof, reported by ${where}, kept in ${source}`
        : `flow records could not be read: ${observed.text}`
    return [fact(`${arm.label}: ${words}`, !holds)]
  })
}

function failedBringUps({ journal }: ReportInput): string[] {
  const failures = journal
    .filter((record) => record.kind === 'bring-up')
    .flatMap(({ failedArms }) =>
      failedArms.map(({ arm, problem }) => `${arm} did not come up: ${problem.what}`),
    )
  return [...Map.groupBy(failures, (words) => words)].map(([words, same]) =>
    same.length === 1 ? words : `${words} (${same.length}×)`,
  )
}

const trialsOf = ({ journal }: ReportInput): TrialRecord[] =>
  journal.filter((record) => record.kind === 'trial')
const measuredOf = (input: ReportInput): MeasuredTrial[] =>
  trialsOf(input).filter((trial): trial is MeasuredTrial => trial.status !== 'failed')

function ledgerFacts(views: Views, input: ReportInput): Belief['facts'] {
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
  const counts = fact(
    `${count(total('completed'))} trials completed, ${count(total('invalid'))} invalid, ${count(total('failed'))} failed; ${count(total('discarded'))} discarded with their round`,
    bad > 0,
  )
  const labels = new Map(views.arms.map(({ name, label }) => [name, label]))
  const byArm = Map.groupBy(arms, ({ arm }) => arm)
  const reasons = [...byArm].flatMap(([arm, loads]) =>
    listProblems(allProblems(loads)).map((words) => fact(`${labels.get(arm) ?? arm}: ${words}`, true)),
  )
  return [counts, ...reasons]
}

function machineFacts({ loads }: Views, input: ReportInput): Belief['facts'] {
  const noise = loads.flatMap((view) => {
    if (!view.noise) return []
    const { resolvesUs, advice, warnings } = view.noise
    const prefix = loads.length > 1 ? `${view.load.name}: ` : ''
    return [
      ...twinFacts(view).map(({ text, isTrouble }) => fact(`${prefix}${text}`, isTrouble)),
      ...(resolvesUs === null
        ? []
        : [
            fact(`${prefix}can resolve differences from ${microseconds(resolvesUs / view.hops)} µs a hop up`),
          ]),
      fact(`${prefix}${advice}`),
      ...warnings.map((warning) => fact(`${prefix}${warning}`, true)),
    ]
  })
  return [...noise, ...hostFacts(input)]
}

/** The differences of the twins, which are the baseline measured again: beside the baseline, or in other clusters. */
function twinFacts({ twins, hops }: LoadView): Belief['facts'] {
  if (twins.length === 0) return [fact('same arm twice: not measured', true)]
  return twins.map(({ arm, aaUs }) => {
    const what = arm.clusterOf === null ? 'same arm twice' : `${arm.label} compared with the baseline`
    return fact(
      aaUs
        ? `${what}: ${lineOf(standalone('µs a hop', scaled(aaUs, 1 / hops), { isDifference: true }))} at ${percent(SINGLE_CONFIDENCE)}`
        : `${what}: not measured`,
      !aaUs,
    )
  })
}

function hostFacts(input: ReportInput): Belief['facts'] {
  const readings = measuredOf(input).map(({ cpu }) => cpu)
  const windows = readings.flatMap((cpu) => measured(cpu) ?? [])
  if (windows.length === 0)
    return [...new Set(readings.filter(isNotMeasured).map(({ notMeasured }) => notMeasured))].map((why) =>
      fact(`CPU not measured: ${why}`),
    )
  const capacityUs = windows.reduce((sum, { cores, wallUs }) => sum + cores * wallUs, 0)
  const steals = windows.flatMap(({ stealUs }) => measured(stealUs) ?? [])
  const stealUs = steals.reduce((sum, us) => sum + us, 0)
  const otherArmsUs = windows.reduce((sum, cpu) => sum + cpu.otherArmsUs, 0)
  const throttled = windows.map(({ throttledPeriods }) => throttledPeriods)
  const unread = throttled.find((value) => typeof value !== 'number')
  return [
    fact(
      `steal ${steals.length < windows.length ? 'not measured' : `${percent(stealUs / capacityUs)} of the host`}, ${input.run.place.others} ${percent(otherArmsUs / capacityUs)}`,
    ),
    unread
      ? fact(`throttling not measured: ${unread.notMeasured}`)
      : fact(
          plural(
            throttled.reduce<number>((sum, value) => sum + Number(value), 0),
            'throttled period',
          ),
          throttled.some((value) => Number(value) > 0),
        ),
    outsideFact(windows),
  ]
}

/** CPU of all tasks of the host that are outside our cgroups. This CPU is left out of every comparison. */
function outsideFact(windows: readonly CpuWindow[]): Belief['facts'][number] {
  const shares: number[] = []
  for (const window of windows) {
    const { foreignUs } = closeAccount(window)
    if (isNotMeasured(foreignUs))
      return fact(`tasks outside our cgroups: not measured separately (${foreignUs.notMeasured})`)
    shares.push(foreignUs / (window.cores * window.wallUs))
  }
  return fact(
    `tasks outside our cgroups took ${percent(median(shares))} of the host (all tasks − ours, median over all windows) and at most ${percent(Math.max(...shares))}`,
  )
}

function instrumentFacts(views: Views, input: ReportInput): Belief['facts'] {
  const floors = input.journal.filter((record): record is FloorRecord => record.kind === 'floor')
  const bringUps = input.journal.filter((record): record is BringUpRecord => record.kind === 'bring-up')
  return [
    ...floors.map(({ name, serviceUs, pagesPerSecond }) =>
      fact(
        `${name} floor: p50 ${time(serviceUs.p50)}, p90 ${time(serviceUs.p90)} at ${count(pagesPerSecond)}/s ${name === 'client' ? 'against a bare responder' : 'over loopback'} (not subtracted)`,
      ),
    ),
    ...(floors.length === 0 ? [fact('client and service floors: not measured')] : []),
    ...plausibilityFacts(views, input).map((words) => fact(words)),
    ...views.loads.map((view) => fact(lagText(view, views.loads.length > 1))),
    ...(bringUps.length === 0
      ? []
      : [
          fact(
            `${plural(bringUps.length, 'bring-up')} of ${count(bringUps[0]!.pods)} pods and ${count(bringUps[0]!.proxies)} proxies, each done in ${duration(Math.max(...bringUps.map(({ durationMs }) => durationMs)))} or less`,
          ),
        ]),
    ...views.loads.slice(0, 1).map((view) => fact(spreadText(view, input))),
  ]
}

function lagText(view: LoadView, named: boolean): string {
  const lags = view.arms.flatMap((arm) => view.summary(arm)?.lagP50Us ?? [])
  const prefix = named ? `${view.load.name}: ` : ''
  return lags.length === 0
    ? `${prefix}lag of the client: not measured`
    : `${prefix}the client sent pages ${time(Math.min(...lags))} to ${time(Math.max(...lags))} late (p50 of each arm); this lag is not part of any latency`
}

/** Range of the baseline's median p50 over the bring-ups: how much the luck of a set of processes matters. */
function spreadText(view: LoadView, input: ReportInput): string {
  const own = measuredOf(input).filter(
    (trial) =>
      trial.status === 'completed' && trial.arm === view.baseline.name && trial.load === view.load.name,
  )
  const medians = [...Map.groupBy(own, ({ bringUp }) => bringUp).values()].flatMap((trials) => {
    const values = trials.flatMap(({ latency }) => latency?.serviceUs.p50 ?? [])
    return values.length === 0 ? [] : [median(values)]
  })
  const overBringUps = input.analysis.comparisons.some(({ over }) => over === 'bring-ups')
  const taken = overBringUps ? '; intervals are taken over bring-ups where their spread dominates' : ''
  return medians.length < 2
    ? 'spread between bring-ups: not measured, because there was only one bring-up'
    : `${view.baseline.label}, p50 by bring-up: ${time(Math.min(...medians))} to ${time(Math.max(...medians))}${taken}`
}
