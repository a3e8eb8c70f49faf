/** What must not be concluded from a run: first what went wrong in it, then what no such run can tell. */
import { processorText } from '../../../results/render-host.ts'
import type { ReportInput } from '../../report-input.ts'
import { firstClause } from '../answer/nothing.ts'
import { treatmentRow } from '../answer/leading.ts'
import { isMoreThanChance } from '../believe/settling-facts.ts'
import { addedRatios, calibrationView } from '../calibration.ts'
import type { LoadView } from '../load-view.ts'
import { badTrialsText } from '../machine.ts'
import { metricCell } from '../metric-cells.ts'
import { plantedView } from '../planted/planted-view.ts'
import { badTrials } from '../problems.ts'
import { rangeText } from '../quantity-text.ts'
import { ofWhat, resolvedByHop, resolvedByUser } from '../resolves.ts'
import { listed, plural } from '../text.ts'
import { pricedArms } from './cost-table.ts'

/** One thing that must not be concluded, with a name in a few words. */
export interface Limit {
  name: string
  text: string
  /** Whether something went wrong in this run. */
  isTrouble: boolean
}

const limit = (name: string, text: string): Limit => ({ name, text, isTrouble: false })

export function limitsOf(views: readonly LoadView[], input: ReportInput): Limit[] {
  const { run } = input
  return [
    ...runLimits(views, input),
    ...instrumentLimits(input),
    ...unresolvedLimits(views),
    ...emulationLimits(views[0], input),
    ...calibrationLimits(input),
    limit(
      'Another machine or rate',
      `every figure is of ${processorText(run.host)}, and of the rates beside it. Do not subtract figures of another machine.`,
    ),
    ...(run.place.beyond.length > 0
      ? [limit('Not in this run', `${run.place.beyond.map(firstClause).join('; ')}.`)]
      : []),
  ]
}

/** Warnings, trials that do not count, differences that had not settled: of one load. */
function troublesOf(view: LoadView, { analysis }: ReportInput): string[] {
  const summaries = view.arms.flatMap((arm) => view.summary(arm) ?? [])
  const flagged = summaries.reduce((sum, { trials }) => sum + trials.flagged, 0)
  const pairs = analysis.settling.find(({ load }) => load === view.load.name)?.pairs ?? []
  const moving = pairs.filter(isMoreThanChance).map(({ arm, baseline }) => `${arm} − ${baseline}`)
  return [
    ...(view.noise?.warnings ?? []),
    ...(badTrials(summaries).bad > 0 ? [badTrialsText(view)] : []),
    ...(flagged > 0
      ? [`${plural(flagged, 'trial')} flagged, which ${flagged === 1 ? 'counts' : 'count'}`]
      : []),
    ...(moving.length > 0 ? [`not settled within a bring-up: ${listed([...new Set(moving)])}`] : []),
  ]
}

function runLimits(views: readonly LoadView[], input: ReportInput): Limit[] {
  const texts = views.flatMap((view) => {
    const own = troublesOf(view, input).join('; ')
    return own === '' ? [] : [views.length > 1 ? `${view.load.name}: ${own}` : own]
  })
  return texts.length === 0
    ? []
    : [
        {
          name: 'This run is not spotless',
          text: `${texts.join('. ')}. The report has the reasons.`,
          isTrouble: true,
        },
      ]
}

/** What the planted effects say, unless all were found. */
function instrumentLimits({ analysis }: ReportInput): Limit[] {
  const { verdict } = analysis.planted
  const { intro, summary, notPlanted } = plantedView(analysis.planted)
  if (verdict === 'none') return [limit('The instrument', intro)]
  if (verdict === 'passed') return []
  const text = `planted effects: ${[summary ?? 'none', ...notPlanted].join('; ')}.`
  return [{ name: 'The instrument', text, isTrouble: true }]
}

/** What is not resolved is not free: what it may cost, and what such a run would have found. */
function unresolvedLimits(views: readonly LoadView[]): Limit[] {
  const open = views.flatMap((view) =>
    pricedArms(view).flatMap((arm) => {
      const cell = metricCell(treatmentRow(arm, view), view, 'p50')
      if (cell.kind === 'word' || cell.verdict !== 'not resolved') return []
      return [`${arm.label} at ${view.rate}: ${rangeText(cell) ?? 'without an interval'} a page`]
    }),
  )
  const [view] = views
  if (open.length === 0 || !view) return []
  const [user, hop] = [resolvedByUser(view), resolvedByHop(view)]
  const finds = [
    ...(user === null ? [] : [`${user.figure} µs a hop, ${ofWhat(user)}, by the user clock`]),
    ...(hop === null ? [] : [`${hop.figure} by the hop clock`]),
  ]
  return [
    limit(
      'Not resolved is not free',
      `${open.join('; ')}.${finds.length > 0 ? ` At ${view.rate}, nine of ten such runs find ${listed(finds)}.` : ''}`,
    ),
  ]
}

/** Arms that stand for a product and are not it. */
function emulationLimits(view: LoadView | undefined, { run }: ReportInput): Limit[] {
  if (!view) return []
  const arms = pricedArms(view).filter(
    (arm) => run.arms.find(({ name }) => name === arm.name)?.fidelity.level === 'emulated',
  )
  if (arms.length === 0) return []
  const all = [...Map.groupBy(arms, ({ models }) => models)].map(
    ([models, same]) =>
      `${listed(same.map(({ label }) => label))} ${same.length === 1 ? 'stands' : 'stand'} for ${models}`,
  )
  return [limit('Emulated is not the product', `${listed(all)}; the report lists what each lacks of it.`)]
}

/** How far emulated and real are apart, where both ran on this host; else that this is not known. */
function calibrationLimits({ calibration, run }: ReportInput): Limit[] {
  const name = 'Real against emulated'
  const view = calibrationView(calibration, run)
  if (view?.kind === 'absence') return [limit(name, view.text)]
  if (!calibration)
    return [
      limit(
        name,
        'not measured here, because no run of the other provider on this host lay beside this one.',
      ),
    ]
  const ratios = addedRatios(calibration)
  return [
    limit(
      name,
      ratios.length > 0
        ? `${ratios.join('; ')}. The report has it part by part.`
        : 'no added cost is resolved on both sides; the report has the reasons.',
    ),
  ]
}
