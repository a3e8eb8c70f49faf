/**
 * What each datapath adds to a page, to CPU and memory, and to a bill, at the rates that the run measured and at no other: CPU for
 * a page falls as a machine gets busier, so a figure that is scaled to another rate would be wrong (docs/method.md#bill).
 */
import { isNotMeasured } from '../../../results/measured.ts'
import type { Price, Prices } from '../../../prices/schema.ts'
import type { ReportInput } from '../../report-input.ts'
import type { ArmView } from '../arm-view.ts'
import { addedMemory } from '../added-memory.ts'
import { percent, time } from '../format.ts'
import { STANDALONE } from '../interval-basis.ts'
import type { LoadView } from '../load-view.ts'
import { treatmentRow } from '../answer/leading.ts'
import { barNotCleared } from '../bar-not-cleared.ts'
import { metricCell } from '../metric-cells.ts'
import { estimated, quantity, standalone, word, type Cell } from '../quantity.ts'
import { lineOf } from '../quantity-text.ts'
import { connectionText, listed, plural } from '../text.ts'
import { hoursOfAMillion, moneyReserved, moneyUsed } from './money.ts'
import { reservedByDefault, reservedHere, type Reserved } from './resources.ts'

export interface BillLine {
  colour: string
  name: string
  /** Label of the arm that it is compared with. */
  against: string
  /** One for each measured rate, in rising order: the load and its rate, a cell for each column, and those of them that are money. */
  at: { load: string; rate: string; cells: Cell[]; money: BillMoney }[]
}

/** Money for a million pages. */
export interface BillMoney {
  /** CPU and memory that are used. */
  used: Cell
  /** What the proxies of this run reserve. */
  reserved: Cell
  /** What as many proxies reserve by their product's default. */
  byDefault: Cell
}

export interface Bill {
  columns: string[]
  lines: BillLine[]
  /** What a page is, and at which rates the bill holds. */
  intro: string
  /** For each datapath, its money from the lowest to the highest measured rate. */
  ranges: string[]
  /** The prices with their sources and dates. */
  prices: string
  /** What of the bill is assumed, and not measured. */
  assumptions: string[]
  /** Prices and assumptions, and what the bill counts. */
  notes: string[]
}

type Rated = LoadView & { load: { pagesPerSecond: number } }

/** Null where no treatment was compared or all figures are withheld. */
export function billOf(views: readonly LoadView[], input: ReportInput): Bill | null {
  const rates = ratesOf(views)
  const [view] = rates
  if (!view) return null
  // The plain network in a mesh's cluster is only there to be compared with.
  const arms = view.treatments.filter(
    (arm) => arm.clusterOf === null && rates.some((one) => isCompared(one, arm)),
  )
  if (arms.length === 0) return null
  const { currency } = input.prices
  const prices = pricesText(input.prices)
  const assumptions = assumptionsOf(rates, arms, input)
  return {
    columns: [
      'added to a page, p50',
      'CPU for 1000 pages',
      'memory',
      `CPU and memory that are used, ${currency} for a million pages`,
      `reserved in this run, ${currency} for a million pages`,
      `reserved by the product’s default, ${currency} for a million pages`,
    ],
    lines: arms.map((arm) => ({
      colour: arm.colour,
      name: arm.label,
      against: view.against(arm).label,
      at: rates.map((one) => lineAt(one, arm, input)),
    })),
    intro: introOf(rates, input),
    ranges: arms.flatMap((arm) => rangeOf(rates, arm, input)),
    ...{ prices, assumptions },
    notes: [prices, hoursText(rates), basisText(rates), ...assumptions, leftOutText(rates)],
  }
}

/** The loads with the first load's kind of connections, by rate; of two at one rate the first. */
function ratesOf(views: readonly LoadView[]): Rated[] {
  const isRated = (view: LoadView): view is Rated => view.load.pagesPerSecond !== null
  const alike = views
    .filter(isRated)
    .filter((view) => view.load.connection === views[0]!.load.connection)
    .filter((view) => view.treatments.some((arm) => isCompared(view, arm)))
  const byRate = Map.groupBy(alike, ({ load }) => load.pagesPerSecond)
  return [...byRate.values()]
    .map(([first]) => first!)
    .toSorted((a, b) => a.load.pagesPerSecond - b.load.pagesPerSecond)
}

function isCompared(view: LoadView, arm: ArmView): boolean {
  const p50 = view.comparison(arm, 'p50')
  return p50 !== null && p50.verdict !== 'withheld'
}

function lineAt(view: Rated, arm: ArmView, input: ReportInput): BillLine['at'][number] {
  const row = treatmentRow(arm, view)
  const memory = addedMemory(view, arm)
  const money: BillMoney = {
    used: usedCell(view, arm, input),
    reserved: reservedCell(reservedHere(input, arm, view.against(arm)), view, input),
    byDefault: defaultCell(view, arm, input),
  }
  const cells = [
    metricCell(row, view, 'p50'),
    metricCell(row, view, 'cpu'),
    isNotMeasured(memory)
      ? word('not measured', memory.notMeasured)
      : standalone('bytes', memory.estimate, { isDifference: true, remark: memory.lacks }),
    money.used,
    money.reserved,
    money.byDefault,
  ]
  return { load: view.load.name, rate: view.rate, cells, money }
}

/** Money for what is used. As strong as the verdict on CPU, which is most of it. */
function usedCell(view: Rated, arm: ArmView, { prices }: ReportInput): Cell {
  const cpu = view.comparison(arm, 'cpu')
  if (!cpu) return word('not measured', 'no CPU was read')
  if (cpu.verdict === 'withheld') return word('withheld')
  const memory = addedMemory(view, arm)
  const bytes = isNotMeasured(memory) ? 0 : memory.estimate.middle
  const { pagesPerSecond } = view.load
  const whyUnresolved = barNotCleared(treatmentRow(arm, view), view, 'cpu', 'CPU-s')
  const remarks = [
    ...(whyUnresolved === null ? [] : [`the CPU for 1000 pages is ${whyUnresolved}`]),
    ...(isNotMeasured(memory) ? ['CPU alone: memory was not measured'] : []),
  ]
  return estimated('money', moneyUsed(cpu.difference, bytes, pagesPerSecond, prices), view.confidence, {
    isDifference: true,
    verdict: cpu.verdict,
    remark: remarks.length === 0 ? null : remarks.join('; '),
  })
}

function reservedCell(
  reserved: Reserved | { notMeasured: string },
  { load }: Rated,
  { prices }: ReportInput,
  remark: string | null = null,
): Cell {
  if (isNotMeasured(reserved)) return word('not measured', reserved.notMeasured)
  if (reserved.cores === 0 && reserved.memoryBytes === 0) return word('none')
  return quantity('money', moneyReserved(reserved, load.pagesPerSecond, prices), {
    isDifference: true,
    remark,
    beside: [
      quantity('cores', reserved.cores, { isDifference: true }),
      quantity('bytes', reserved.memoryBytes, { isDifference: true }),
    ],
  })
}

function defaultCell(view: Rated, arm: ArmView, input: ReportInput): Cell {
  const byDefault = reservedByDefault(input, view, arm)
  return byDefault === null
    ? word('none')
    : reservedCell(
        byDefault.reserved,
        view,
        input,
        `assumed for ${plural(byDefault.proxies, 'proxy', 'proxies')}`,
      )
}

function introOf(rates: readonly Rated[], { run }: ReportInput): string {
  const { callsPerPage, hopsPerPage } = run.scenario
  const path =
    callsPerPage === hopsPerPage
      ? `${plural(callsPerPage, 'call')} one after the other`
      : `${plural(callsPerPage, 'call')}, ${hopsPerPage} of them one after the other on its longest path`
  const [first] = rates
  const plain = rates.flatMap((view) => {
    const level = view.level(view.baseline, 'p50')
    return level === null ? [] : [`${time(level)} at ${view.rate}`]
  })
  const between =
    rates.length === 1
      ? `One rate was measured, so the bill holds at ${first!.rate} and at no other.`
      : `It holds between the measured rates, ${first!.rate} and ${rates.at(-1)!.rate}, and not beyond them.`
  return `A page here is ${path}, with ${connectionText(first!.load.connection)}${plain.length > 0 ? `; on ${first!.baseline.noun} it takes ${listed(plain)} (p50)` : ''}. ${between}`
}

/** "sidecar, mTLS: from +0.0412 USD [0.0371, 0.0453] at 80 pages/s to +0.0317 [0.0285, 0.0349] at 200 pages/s"; none where the CPU is not resolved at every rate. */
function rangeOf(rates: readonly Rated[], arm: ArmView, input: ReportInput): string[] {
  if (rates.length < 2) return []
  const ends = [rates[0]!, rates.at(-1)!].map((view) => ({ view, cell: usedCell(view, arm, input) }))
  const texts = ends.flatMap(({ view, cell }) =>
    cell.kind === 'quantity' && cell.verdict !== 'not resolved' ? [`${lineOf(cell)} at ${view.rate}`] : [],
  )
  const { currency } = input.prices
  return [
    texts.length < 2
      ? `${arm.label}: what it adds to the bill is not resolved at both rates.`
      : `${arm.label}: a million pages cost, in ${currency}, from ${texts.join(' to ')} more for the CPU and memory that are used.`,
  ]
}

/** Each price with its source and date; both together where both have the same. */
function pricesText({ currency, perCoreHour, perGibHour, file }: Prices): string {
  const originOf = ({ source, date }: Price): string => ` (${source}; read on ${date})`
  const isOne = originOf(perCoreHour) === originOf(perGibHour)
  return `Prices: ${perCoreHour.price} ${currency} a core-hour${isOne ? '' : originOf(perCoreHour)} and ${perGibHour.price} ${currency} a GiB-hour${originOf(perGibHour)}, from ${file}. --prices takes another file.`
}

function hoursText(rates: readonly Rated[]): string {
  const hours = rates.map(
    ({ load, rate: text }) => `${hoursOfAMillion(load.pagesPerSecond).toFixed(1)} h at ${text}`,
  )
  return `A million pages take ${listed(hours)}; memory and reservations are paid for that time. What is reserved is paid whether it is used or not: what a proxy costs is, of CPU and of memory each, the larger one of used and reserved, which no column adds up. Neither is scaled to another rate.`
}

/** What the brackets of the bill are. */
const basisText = (rates: readonly Rated[]): string =>
  `Brackets are at ${percent(rates[0]!.confidence)} each, those of memory ${STANDALONE}. The brackets of money are those of the CPU, at the mean of memory.`

function assumptionsOf(rates: readonly Rated[], arms: readonly ArmView[], input: ReportInput): string[] {
  return input.prices.defaultRequests
    .filter((one) =>
      rates.some((view) => arms.some((arm) => reservedByDefault(input, view, arm)?.from === one)),
    )
    .map(
      ({ product, cores, memoryMib, source, date }) =>
        `An assumption, and no measurement: by default each proxy of ${product} reserves ${cores} cores and ${memoryMib} MiB (${source}; read on ${date}).`,
    )
}

const leftOutText = (rates: readonly Rated[]): string =>
  `The bill leaves out the load generator, the memory of the services themselves${rates.some(({ hasControlPlane }) => hasControlPlane) ? ', control planes' : ''}, and what agents of a node reserve. The client’s own proxy is in it.`
