/** The instrument: its floors, its own lag, and how alike the bring-ups are. */
import type { BringUpRecord, FloorRecord } from '../../../results/record.ts'
import type { ReportInput } from '../../report-input.ts'
import { count, duration, pagesText, time } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { plausibilityFacts } from '../plausibility.ts'
import type { Views } from '../views.ts'
import { plural } from '../text.ts'
import { type Belief, fact } from './fact.ts'
import { median } from '../../../numbers/quantile.ts'
import { measuredOf } from './measured-trials.ts'
import { raiseOrderFacts } from './raise-order-facts.ts'
import { resumedFacts } from './resumed-facts.ts'
import { settlingFacts } from './settling-facts.ts'

export function instrumentFacts(views: Views, input: ReportInput): Belief['facts'] {
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
    ...views.loads.flatMap((view) => underWayText(view).map((words) => fact(words))),
    ...(bringUps.length === 0
      ? []
      : [
          fact(
            `${plural(bringUps.length, 'bring-up')} of ${count(bringUps[0]!.pods)} pods and ${count(bringUps[0]!.proxies)} proxies, each done in ${duration(Math.max(...bringUps.map(({ durationMs }) => durationMs)))} or less`,
          ),
        ]),
    ...views.loads
      .slice(0, 1)
      .flatMap((view) => [
        fact(spreadText(view, input)),
        ...resumedFacts(view, input.run, input.analysis),
        ...raiseOrderFacts(view, input.analysis),
        ...settlingFacts(view, input.analysis),
      ]),
  ]
}

function lagText(view: LoadView, named: boolean): string {
  const lags = view.arms.flatMap((arm) => view.summary(arm)?.lagP50Us ?? [])
  const prefix = named ? `${view.load.name}: ` : ''
  return lags.length === 0
    ? `${prefix}lag of the client: not measured`
    : `${prefix}the client sent pages ${time(Math.min(...lags))} to ${time(Math.max(...lags))} late (p50 of each arm); this lag is not part of any latency`
}

/** How many pages were under way in the mean; nothing where no window has recorded it. */
function underWayText(view: LoadView): string[] {
  const own = view.arms.flatMap((arm) => {
    const pages = view.summary(arm)?.pagesUnderWay
    return typeof pages === 'number' ? [pages] : []
  })
  return own.length === 0
    ? []
    : [
        `at ${view.rate}, ${pagesText(Math.min(...own))} to ${pagesText(Math.max(...own))} pages were under way in the mean (Little’s law; the least and the most of all arms)`,
      ]
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
  return medians.length < 2
    ? 'spread between bring-ups: not measured, because there was only one bring-up'
    : `${view.baseline.label}, p50 by bring-up: ${time(Math.min(...medians))} to ${time(Math.max(...medians))}; every interval is taken over bring-ups`
}
