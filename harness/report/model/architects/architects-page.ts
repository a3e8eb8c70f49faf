/**
 * One page that somebody can decide from: what a run says, as data. Every figure comes from the cells and sentences of the report,
 * so that the two cannot disagree.
 */
import { processorText } from '../../../results/render-host.ts'
import type { ReportInput } from '../../report-input.ts'
import { otherLoad } from '../answer/costs.ts'
import { date, percent } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import type { MachineVerdict } from '../machine.ts'
import type { ReportModel } from '../report-model.ts'
import { costTable, type CostTable } from './cost-table.ts'
import { factorsOf, type Factor } from './factors.ts'
import { givesRows, type GivesRow } from './gives-table.ts'
import { limitsOf, type Limit } from './limits.ts'
import { memoryNotes } from './memory-notes.ts'

export interface ArchitectsPage {
  title: string
  strip: string[]
  machine: MachineVerdict
  /** What a reader must know before anything else; first of all that a run is invalid. */
  alarms: string[]
  question: string
  headline: string
  /** The same at further rates. */
  further: string[]
  /** What a page, a hop and the clocks are. */
  terms: string
  /** Null where nothing was compared; `noCosts` then says why. */
  costs: CostTable | null
  noCosts: string
  /** Below the table of costs: intervals, prices, what figures lack. */
  notes: string[]
  gives: GivesRow[]
  factors: Factor[]
  limits: Limit[]
  sources: { name: string; text: string }[]
  /** The command that makes the run again. */
  reproduce: string
}

/** Everything that the page says, in order. */
export function architectsPage(model: ReportModel, input: ReportInput): ArchitectsPage {
  const { run } = input
  const views = model.loads.map(({ view }) => view)
  const costs = costTable(views, model.bill, input)
  const [first] = views
  return {
    title: `${model.title}, on one page`,
    strip: model.strip,
    machine: model.machine,
    alarms: [...invalidText(model), ...model.notices],
    question: model.question,
    headline: model.answer.headline,
    further: first && costs ? views.slice(1).flatMap((view) => otherLoad(view, first) || []) : [],
    terms: termsOf(first),
    costs,
    noCosts: 'No cost of a datapath is known from this run: nothing was compared.',
    notes: first && costs ? notesOf(first, model) : [],
    gives: first ? givesRows(first) : [],
    factors: factorsOf(views, input),
    limits: limitsOf(views, input),
    sources: [
      { name: 'run', text: `${run.id}, ${date(run.startedAt)}` },
      { name: 'machine', text: processorText(run.host) },
      { name: 'code', text: model.provenance.code },
    ],
    reproduce: model.provenance.reproduce,
  }
}

const invalidText = ({ machine: { tone, words } }: ReportModel): string[] =>
  tone === 'invalid' ? [`Decide nothing from this run: ${words}.`] : []

function termsOf(view: LoadView | undefined): string {
  const page =
    'A page is one request of the client with all calls behind it; a hop is one call on its longest path.'
  if (!view) return page
  return `${page} The user clock is the calling program’s: what a user waits for.${view.hasHopClock ? ' The hop clock is the kernel’s, at the sockets of both sides: why the user waits.' : ''}`
}

/** How to read the intervals, what the memory lacks, what money is made of. */
function notesOf(view: LoadView, { confidence, bill, loads }: ReportModel): string[] {
  return [
    `Each figure is what a datapath adds to the one it is compared with. Brackets are intervals at ${percent(view.confidence)} each, so that ${confidence.family} share an error of 5 %; an interval of another confidence names its own. Bars show the interval of a page on one scale.`,
    ...memoryNotes(loads.map(({ view: one }) => one)),
    ...(bill === null ? [] : [bill.prices, ...bill.assumptions]),
  ]
}
