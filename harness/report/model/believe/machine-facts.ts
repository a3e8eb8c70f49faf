/** The machine at the time of the run: noise, host, and tasks outside of the benchmark. */
import { median } from '../../../numbers/quantile.ts'
import { closeAccount } from '../../../results/cpu-account.ts'
import { isNotMeasured, measured } from '../../../results/measured.ts'
import type { CpuWindow } from '../../../results/record.ts'
import type { Estimate, Noise } from '../../../stats/analysis.ts'
import { scaled, SINGLE_CONFIDENCE } from '../../../stats/estimate.ts'
import { tInterval } from '../../../stats/t-interval.ts'
import type { ReportInput } from '../../report-input.ts'
import { percent } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { standalone } from '../quantity.ts'
import { lineOf } from '../quantity-text.ts'
import type { Views } from '../views.ts'
import { plural } from '../text.ts'
import { type Belief, fact } from './fact.ts'
import { resolutionFacts } from './resolution-facts.ts'
import { measuredOf } from './measured-trials.ts'

export function machineFacts({ loads }: Views, input: ReportInput): Belief['facts'] {
  const noise = loads.flatMap((view) => {
    if (!view.noise) return []
    const { advice, warnings } = view.noise
    const prefix = loads.length > 1 ? `${view.load.name}: ` : ''
    return [
      ...twinFacts(view).map(({ text, isTrouble }) => fact(`${prefix}${text}`, isTrouble)),
      ...resolutionFacts(view, input.analysis).map(({ text }) => fact(`${prefix}${text}`)),
      fact(`${prefix}${advice}`),
      ...warnings.map((warning) => fact(`${prefix}${warning}`, true)),
    ]
  })
  return [...noise, ...hostFacts(input)]
}

/** The differences of the twins, which are the baseline measured again: beside the baseline, or in other clusters. */
function twinFacts({ twins, hops, noise }: LoadView): Belief['facts'] {
  if (twins.length === 0) return [fact('same arm twice: not measured', true)]
  return twins.map(({ arm, aaUs }) => {
    const what = arm.clusterOf === null ? 'same arm twice' : `${arm.label} compared with the baseline`
    return fact(
      aaUs
        ? `${what}: ${lineOf(standalone('µs a hop', scaled(aaUs, 1 / hops), { isDifference: true }))}${aaUs.interval === null ? ', without an interval' : ` at ${percent(SINGLE_CONFIDENCE)}`}${chanceText(aaUs, noise)}`
        : `${what}: not measured`,
      !aaUs,
    )
  })
}

/** Where an interval leaves out 0 and no warning says so: why not. */
function chanceText({ values, interval }: Estimate, noise: Noise | null): string {
  if (interval === null || noise === null || (interval.low <= 0 && interval.high >= 0)) return ''
  const alarm = tInterval(values, noise.alarmConfidence)
  return alarm === null || alarm.low > 0 || alarm.high < 0
    ? ''
    : `; it leaves out 0, as one in twenty does by chance, and holds 0 at the ${percent(noise.alarmConfidence)} that a warning takes`
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
