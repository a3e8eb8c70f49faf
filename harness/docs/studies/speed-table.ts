/** How far the speed of the machine and of processes, which no rule can see, moves the user clock. */
import { mean } from '../../numbers/mean.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { spearman } from '../../stats/spearman.ts'
import { table } from '../generated-block.ts'
import type { StudyRun } from './study-run.ts'

interface Window {
  arm: string
  bringUp: number
  round: number
  p50Us: number
  /** CPU of the services for a page. */
  appUs: number
}

/** Rank correlations over the windows that count. */
export const speedTable = (runs: readonly StudyRun[]): string =>
  table(
    [
      'run',
      'p50 in neighbouring windows of different arms',
      "p50 of the twin − baseline, with their services' CPU",
    ],
    runs.map((study) => {
      const { run } = study
      const windows = windowsOf(study)
      return [`${run.scenario.name}, ${run.provider}`, neighbours(windows), twins(study, windows)]
    }),
  )

function windowsOf({ run, journal }: StudyRun): Window[] {
  return journal.flatMap((record) =>
    record.kind === 'trial' &&
    record.status === 'completed' &&
    record.load === run.loads[0]!.name &&
    record.latency !== null &&
    !isNotMeasured(record.cpu)
      ? [
          {
            ...{ arm: record.arm, bringUp: record.bringUp, round: record.round },
            p50Us: record.latency.serviceUs.p50,
            appUs: record.cpu.appUs / record.ledger.completed,
          },
        ]
      : [],
  )
}

/** Each window's p50, as a share of its arm's mean, with that of the next window in the same bring-up. */
function neighbours(windows: readonly Window[]): string {
  const levels = new Map(
    [...Map.groupBy(windows, ({ arm }) => arm)].map(([arm, own]) => [
      arm,
      mean(own.map(({ p50Us }) => p50Us)),
    ]),
  )
  const share = ({ arm, p50Us }: Window): number => p50Us / levels.get(arm)!
  const pairs = windows
    .slice(1)
    .map((window, index) => [windows[index]!, window] as const)
    .filter(([one, next]) => one.arm !== next.arm && one.bringUp === next.bringUp)
  return correlation(
    pairs.map(([one]) => share(one)),
    pairs.map(([, next]) => share(next)),
  )
}

/** In each round that has both. */
function twins({ run }: StudyRun, windows: readonly Window[]): string {
  const [baseline, twin] = (['baseline', 'twin'] as const).map(
    (wanted) => run.arms.find(({ role }) => role === wanted)!.name,
  )
  const of = (arm: string | undefined) =>
    new Map(windows.filter((window) => window.arm === arm).map((window) => [window.round, window]))
  const [own, other] = [of(twin), of(baseline)]
  const rounds = [...own.keys()].filter((round) => other.has(round))
  const differences = (key: 'p50Us' | 'appUs') =>
    rounds.map((round) => own.get(round)![key] - other.get(round)![key])
  return correlation(differences('p50Us'), differences('appUs'))
}

const correlation = (a: number[], b: number[]): string =>
  `${spearman(a, b).toFixed(2)} (${a.length} pairs)`.replace('-', '−')
