/** What would change the answer: what this run says of each factor, or the command that measures it. No figure of another machine. */
import { isNotMeasured } from '../../../results/measured.ts'
import type { RunRecord } from '../../../results/record.ts'
import type { ArmCapacity } from '../../../stats/analysis.ts'
import type { ReportInput } from '../../report-input.ts'
import { leading, treatmentRow } from '../answer/leading.ts'
import type { ArmView } from '../arm-view.ts'
import { limitRemark, limitText } from '../capacity-text.ts'
import { percent } from '../format.ts'
import { growthMetric, growthParagraph } from '../growth.ts'
import type { LoadView } from '../load-view.ts'
import { metricCell, perHopCell } from '../metric-cells.ts'
import type { Quantity } from '../quantity.ts'
import { cellText, foundText } from '../quantity-text.ts'
import { loadText, ratesOf } from '../rates-table.ts'
import { capacityCell } from '../resource-cells.ts'
import { connectionText, listed, plural } from '../text.ts'
import { pricedArms } from './cost-table.ts'

export interface Factor {
  /** "rate", "hops", "short connections and number of services", "capacity". */
  name: string
  text: string
  /** What measures the factor, where this run did not; null where it did. */
  command: string | null
}

/** Empty where nothing was compared. */
export function factorsOf(views: readonly LoadView[], input: ReportInput): Factor[] {
  const [view] = views
  if (!view || pricedArms(view).length === 0) return []
  return [
    rateFactor(views, input),
    hopsFactor(view, input),
    ...connectionFactors(views, input),
    capacityFactor(view, input),
  ]
}

/** Two rates side by side: which costs change by more than their intervals. */
function rateFactor(views: readonly LoadView[], { run }: ReportInput): Factor {
  const rates = ratesOf(views)
  const name = 'rate'
  if (rates.length < 2)
    return {
      name,
      text: `Measured at ${views[0]!.rate} only. A busy machine sleeps less, so that a hop and its CPU cost another amount there.${(run.loadsLeftOut ?? []).length > 0 ? '' : ' A scenario file with a second load at your rate measures it (scenarios/README.md).'}`,
      command: secondRateCommand(run),
    }
  const moves = (arm: ArmView): boolean | null => {
    const ranges = rates.flatMap((view) => {
      const cell = metricCell(treatmentRow(arm, view), view, 'p50')
      return cell.kind === 'quantity' && cell.interval !== null ? [cell.interval] : []
    })
    if (ranges.length < rates.length) return null
    return ranges.some((one) => ranges.some((two) => one.low > two.high))
  }
  const arms = pricedArms(rates[0]!)
  const [moving, staying] = [true, false].map((wanted) => arms.filter((arm) => moves(arm) === wanted))
  const labels = (of: readonly ArmView[]): string => listed(of.map(({ label }) => label))
  return {
    name,
    text: [
      `${listed(rates.map(loadText))}.`,
      ...(moving!.length > 0
        ? [`What ${labels(moving!)} adds to a page changes with the rate: the intervals do not overlap.`]
        : []),
      ...(staying!.length > 0
        ? [
            `For ${labels(staying!)} the intervals of what is added to a page overlap, so this run does not tell whether the rate matters.`,
          ]
        : []),
      'Quote a cost as the range over both rates; beyond them nothing was measured.',
    ].join(' '),
    command: null,
  }
}

/** What measures the rates that this run left out; null where it left out none. A scenario that is named by its file keeps all of its loads. */
function secondRateCommand(run: RunRecord): string | null {
  const [first] = run.loadsLeftOut ?? []
  if (first === undefined) return null
  return commandFor(run, first.why === 'quick' ? null : `scenarios/${run.scenario.name}.yaml`)
}

/** Calls of the example, which is there to show the calculation. */
const EXAMPLE_CALLS = 10

/** How to work out a longer path, with the interval's ends and not with its middle. */
function hopsFactor(view: LoadView, { run }: ReportInput): Factor {
  const arm = leading(view, pricedArms(view)).find((one) => isFound(one, view))
  const cell = arm && perHopCell(treatmentRow(arm, view), view)
  const example =
    arm && cell?.kind === 'quantity' && cell.interval !== null
      ? ` For example, ${EXAMPLE_CALLS} such calls through ${arm.noun}: ${EXAMPLE_CALLS} × ${cellText(inMicroseconds(cell)).interval ?? ''} µs at ${view.rate} is roughly ${roughly(cell.interval.low)} to ${roughly(cell.interval.high)} ms a page.`
      : ''
  return {
    name: 'hops on the longest path',
    text: `Count the calls of your slowest page that wait for each other (parallel calls count once), and multiply the interval of a hop by the user clock.${example} That a hop costs the same in a longer chain is an assumption: this page has ${plural(view.hops, 'hop')}.`,
    command: commandFor(run, view.hops === LONG_CHAIN.hops ? SHORT_CHAIN : LONG_CHAIN.scenario),
  }
}

const LONG_CHAIN = { scenario: 'chain-5', hops: 5 }
const SHORT_CHAIN = 'chain-3'

const inMicroseconds = (cell: Quantity): Quantity => ({ ...cell, unit: 'µs' })

/** Milliseconds of all calls with two digits: an extrapolation is not worth more. */
const roughly = (us: number): string =>
  String(Number(((us * EXAMPLE_CALLS) / US_PER_MS).toPrecision(2))).replace('-', '−')

const US_PER_MS = 1000

function isFound(arm: ArmView, view: LoadView): boolean {
  const verdict = view.comparison(arm, 'p50')?.verdict
  return verdict === 'higher' || verdict === 'lower'
}

function connectionFactors(views: readonly LoadView[], { run }: ReportInput): Factor[] {
  const fresh = views.find(({ load }) => load.connection === 'per-request')
  const growing = views.find((view) => growthMetric(view) === 'connect' && growthParagraph(view) !== '')
  const anyGrowth = views.find((view) => growthParagraph(view) !== '')
  const [connections, services] = ['short connections', 'number of services']
  const command = commandFor(run, 'services-scale')
  if (growing)
    return [{ name: `${connections} and ${services}`, text: growthParagraph(growing), command: null }]
  if (!fresh && !anyGrowth)
    return [
      {
        name: `${connections}, ${services}`,
        text: `Not measured: here, ${connectionText(views[0]!.load.connection)}, and the number of services did not vary. A datapath that looks a service up once a connection costs more with short connections, and may with many services.`,
        command,
      },
    ]
  return [
    fresh
      ? { name: connections, text: connectText(fresh), command: null }
      : { name: connections, text: `Not measured: ${connectionText(views[0]!.load.connection)}.`, command },
    anyGrowth
      ? { name: services, text: growthParagraph(anyGrowth), command: null }
      : { name: services, text: 'Not measured: the number of services did not vary.', command },
  ]
}

/** What opening a connection costs through each datapath. */
function connectText(view: LoadView): string {
  const texts = pricedArms(view).map((arm) => {
    const found = foundText(metricCell(treatmentRow(arm, view), view, 'connect'))
    return `${arm.label} against ${view.against(arm).label} ${found ?? 'not measured'}`
  })
  return `Added to the opening of one connection, at ${view.rate} with ${connectionText(view.load.connection)}, at ${percent(view.confidence)}: ${texts.join('; ')}.`
}

/** What limited an arm, in a few words; the report's table has more. */
const limitOf = (capacity: ArmCapacity): string =>
  (!isNotMeasured(capacity.limit) && capacity.limit.by === 'not saturated' ? limitRemark(capacity) : null) ??
  `limit: ${limitText(capacity)}`

/** What each datapath carries at most, and what limited it. */
function capacityFactor(view: LoadView, { run }: ReportInput): Factor {
  const texts = pricedArms(view).flatMap((arm) => {
    const capacity = view.summary(arm)?.capacity
    if (!capacity || isNotMeasured(capacity)) return []
    const { main, interval, basis } = cellText(capacityCell(treatmentRow(arm, view), view))
    return [
      `${arm.label} ${main} pages/s ${interval ?? 'without an interval'}${basis === null ? '' : ` ${basis}`} (${limitOf(capacity)})`,
    ]
  })
  const why = pricedArms(view).flatMap((arm) => {
    const capacity = view.summary(arm)?.capacity
    return isNotMeasured(capacity) ? [capacity.notMeasured] : []
  })
  const name = 'capacity'
  return texts.length > 0
    ? { name, text: `At most, in a closed loop: ${texts.join('; ')}. ${NEAR_LIMIT}`, command: null }
    : {
        name,
        text: `Not measured, because ${why[0] ?? 'no datapath has figures'}. ${NEAR_LIMIT}`,
        command: run.quick ? commandFor(run, null) : null,
      }
}

const NEAR_LIMIT = 'Near its limit a datapath costs more than any figure here.'

/** The command that measures another scenario in the same place as this run did; `null` for the same scenario in full. */
function commandFor({ command, scenario }: RunRecord, name: string | null): string {
  const at = command.findIndex((flag) => flag === '--provider')
  const provider =
    at >= 0 && command[at + 1] !== undefined
      ? ['--provider', command[at + 1]!]
      : command.filter((flag) => flag.startsWith('--provider='))
  const flags = [...provider, '--scenario', name ?? scenario.name]
  return ['npm run bench --', ...flags].join(' ')
}
