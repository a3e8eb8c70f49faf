/** One arm under one load as a load generator would tell it: calls that were due and made, and the latency of each. */
import { baselineOf } from '../../results/record.ts'
import { differencesUs } from '../../results/raw-samples.ts'
import { wholeFile } from '../../stats/measurements.ts'
import { usedRounds, usedTrials, type CompletedTrial } from '../../stats/used-rounds.ts'
import { isSelected, judgedArms, type ExportedRun, type Selection } from './exported-run.ts'
import { withheldReason } from './withheld-arm.ts'
import type { Withheld } from '../withheld.ts'

/** Trials that count, each with the service time of its pages: done − written, in the order of the raw file. */
export interface ArmResult {
  arm: string
  load: string
  /** Pages a second that were asked for. */
  pagesPerSecond: number
  /** All windows together. */
  measuredMs: number
  windowMs: number
  trials: { trial: CompletedTrial; serviceUs: Float64Array }[]
  /** Of all trials: offered = completed + failed + timedOut + notSent. */
  offered: number
  completed: number
  failed: number
  timedOut: number
  notSent: number
  /** Pages that did not complete, by error. */
  errors: Map<string, number>
}

export interface NoResult extends Withheld {
  arm: string
  load: string
}

/** The results of all selected arms under all selected loads, in the order of the plan; the reason where one is withheld. */
export function armResults(exported: ExportedRun, selection: Selection): (ArmResult | NoResult)[] {
  const { run } = exported
  return run.loads
    .flatMap(({ name: load }) => judgedArms(run).map(({ name: arm }) => ({ arm, load })))
    .filter((of) => isSelected(selection, of))
    .map((of) => armResult(exported, of))
}

function armResult(
  exported: ExportedRun,
  { arm, load }: { arm: string; load: string },
): ArmResult | NoResult {
  const { run, journal, samplesOf } = exported
  const none = (withheld: string): NoResult => ({ arm, load, withheld })
  const reason = withheldReason(exported, arm, load, 'p50')
  if (reason !== null) return none(reason)
  const { pagesPerSecond, measureMs } = run.loads.find(({ name }) => name === load)!
  const used = usedTrials(usedRounds(run, journal, load), arm)
  if (used.length === 0 || pagesPerSecond === null) return none('none of its trials counts')
  const trials: ArmResult['trials'] = []
  for (const trial of used) {
    const raw = wholeFile(samplesOf(trial.latency.rawFile), trial)
    if (raw === null) return none(`${trial.latency.rawFile} is gone or cut off, so its pages are unknown`)
    trials.push({ trial, serviceUs: differencesUs(raw, 'written', 'done') })
  }
  const sum = (key: 'offered' | 'completed' | 'failed' | 'timedOut' | 'notSent'): number =>
    used.reduce((all, { ledger }) => all + ledger[key], 0)
  const errors = new Map<string, number>()
  for (const { ledger } of used)
    for (const [error, pages] of Object.entries(ledger.errors))
      errors.set(error, (errors.get(error) ?? 0) + pages)
  return {
    ...{ arm, load, pagesPerSecond, trials, errors },
    windowMs: measureMs,
    measuredMs: measureMs * used.length,
    offered: sum('offered'),
    completed: sum('completed'),
    failed: sum('failed'),
    timedOut: sum('timedOut'),
    notSent: sum('notSent'),
  }
}

export const isResult = (one: ArmResult | NoResult): one is ArmResult => !('withheld' in one)

/** Every page's service time in µs, sorted. */
export function sortedUs({ trials }: ArmResult): Float64Array {
  const all = new Float64Array(trials.reduce((pages, { serviceUs }) => pages + serviceUs.length, 0))
  let at = 0
  for (const { serviceUs } of trials) {
    all.set(serviceUs, at)
    at += serviceUs.length
  }
  return all.sort()
}

/** What labels say of a result, in every format that has labels. */
export const labelsOf = ({ run }: ExportedRun, { arm, load }: { arm: string; load: string }) => ({
  run: run.id,
  scenario: run.scenario.name,
  provider: run.provider,
  load,
  arm,
  datapath: run.arms.find(({ name }) => name === arm)!.datapath,
  baseline: baselineOf(run).name,
})
