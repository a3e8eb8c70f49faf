/** Everything that the page says, in order, as data: text and numbers are decided here, before any markup. */
import { processorText } from '../../results/render-host.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import { answerOf, type Answer } from './answer/answer.ts'
import { armSights, type ArmSights } from './arm-sights.ts'
import { attemptsView, type AttemptsView } from './attempts-view.ts'
import { beliefs } from './believe/beliefs.ts'
import type { Belief } from './believe/fact.ts'
import { armProofs, type ArmProofs } from './believe/path-facts.ts'
import { calibrationView, type CalibrationAbsence, type CalibrationView } from './calibration.ts'
import { capacityTable, type CapacityTable } from './capacity-table.ts'
import { costCards, type CostCard } from './cost-cards.ts'
import { capabilityMatrix, type CapabilityMatrix } from './capability-matrix.ts'
import { familyText, figuresOf, type Figures } from './figures.ts'
import { billOf, type Bill } from './bill/bill.ts'
import { clockSection, type ClockSection } from './clock/clock-section.ts'
import { date, percent } from './format.ts'
import { growthOf, type Growth } from './growth.ts'
import { verdictLegend, type LegendLine } from './legend.ts'
import type { LoadView } from './load-view.ts'
import { leftOutNotices, machineVerdict, notices, type MachineVerdict } from './machine.ts'
import { methodText, type MethodText } from './method.ts'
import { plantedView, type PlantedView } from './planted/planted-view.ts'
import { provenanceOf, type Provenance } from './provenance.ts'
import { ratesOf, ratesTable, type RatesTable } from './rates-table.ts'
import { seeingMatrix, type SeeingMatrix } from './seeing-matrix.ts'
import { seeingCostTable, type SeeingCostTable } from './seeing-cost-table.ts'
import { serviceGraph, type ServiceGraph } from './service-graph.ts'
import { verdictsView, type VerdictsView } from './verdicts-view.ts'
import { viewsOf } from './views.ts'
import { connectionText, plural } from './text.ts'

export interface LoadSection {
  view: LoadView
  /** Whether the load asks the first load's question at another rate. */
  isFurtherRate: boolean
  heading: string
  cards: CostCard[]
  /** Capabilities that the cost buys; null where nothing is compared. */
  matrix: CapabilityMatrix | null
  figures: Figures
  growth: Growth[]
  clock: ClockSection
}

export interface ReportModel {
  title: string
  strip: string[]
  machine: MachineVerdict
  notices: string[]
  /** Loads that the run left out, and why. */
  leftOut: string[]
  answer: Answer
  question: string
  /** What the verdicts mean in this run; empty where nothing was compared. */
  legend: LegendLine[]
  /** The cost of a hop at several rates; null for a run with one. */
  rates: RatesTable | null
  loads: LoadSection[]
  /** What datapaths cost at the measured rates; null where nothing is compared. */
  bill: Bill | null
  /** What it costs to make traffic visible; null where no arm was asked to. */
  seeingCost: SeeingCostTable | null
  /** What the arms carry at saturation; null where that was not measured. */
  capacity: CapacityTable | null
  graph: ServiceGraph
  /** What one gets to see for the cost; null where no datapath was looked at. */
  seeing: SeeingMatrix | null
  /** What each datapath saw of the same calls; null where none was looked at. */
  sights: ArmSights | null
  /** What each datapath made of the scenario's attempts; null for a run without any. */
  attempts: AttemptsView | null
  /** What each arm made of the scenario's policies; null for a run without any. */
  verdicts: VerdictsView | null
  beliefs: Belief[]
  planted: PlantedView
  proofs: ArmProofs[]
  provenance: Provenance
  /** Null for a run that was not compared with a run of another provider, although it could have been. */
  calibration: CalibrationView | CalibrationAbsence | null
  method: MethodText
  /** Confidence of each interval as text ("99.2 %"), and which comparisons share the error. */
  confidence: { percent: string; family: string }
  /** Link from the report to the folder of the records. */
  results: string
  /** Whether that folder holds the rendered configurations: committed samples have none. */
  hasConfigs: boolean
  /** Name of the file in that folder that holds every trial. */
  journalFile: string
}

export function reportModel(input: ReportInput, results: string): ReportModel {
  const { run, analysis } = input
  const views = viewsOf(input)
  const main = run.loads[0]
  const roundsDone = new Set(
    input.journal.flatMap((record) =>
      record.kind === 'trial' && record.status === 'completed' ? [record.round] : [],
    ),
  ).size
  const shown = views.loads.filter((view) => view.arms.some((arm) => view.summary(arm)?.levels.p50))
  return {
    title: `hopbench: ${run.scenario.name}, ${date(run.startedAt)}`,
    strip: [
      run.scenario.name,
      ...(main
        ? [
            views.loads
              .map((view) => view.rate)
              .filter(isFirst)
              .join(' and '),
          ]
        : []),
      `${plural(run.rounds, 'round')} of ${plural(views.arms.length, 'arm')}`,
      run.place.where,
      `hopbench ran on ${processorText(run.host)}`,
      date(run.startedAt),
    ],
    machine: machineVerdict(views.loads[0]),
    notices: notices(run, analysis, roundsDone),
    leftOut: leftOutNotices(run),
    answer: answerOf(views.loads, input),
    question: run.scenario.description,
    legend: views.loads[0] ? verdictLegend(views.loads[0]) : [],
    rates: ratesTable(shown),
    seeingCost: seeingCostTable(shown, run),
    capacity: views.loads[0] ? capacityTable(views.loads[0]) : null,
    loads: shown.map((view, index) => ({
      view,
      isFurtherRate: index > 0 && ratesOf(shown).includes(view),
      heading: `${view.load.name}: ${view.rate}, ${connectionText(view.load.connection)}`,
      cards: costCards(view),
      matrix: capabilityMatrix(view),
      figures: figuresOf(view, analysis.familySize),
      growth: growthOf(view),
      clock: clockSection(view),
    })),
    bill: billOf(shown, input),
    graph: serviceGraph(input),
    seeing: seeingMatrix(views.arms.filter(isShownOnce), input.sights ?? []),
    sights: armSights(views.arms, input.sights ?? [], run.scenario),
    attempts: attemptsView(views.arms, input.sights ?? []),
    verdicts: verdictsView(views.arms, input.verdicts ?? []),
    beliefs: beliefs(views, input),
    planted: plantedView(analysis.planted),
    proofs: armProofs(views, input),
    provenance: provenanceOf(views, input),
    calibration: calibrationView(input.calibration, run),
    method: methodText(input),
    confidence: {
      percent: percent(analysis.confidencePerInterval),
      family: familyText(analysis.familySize, { hasHopClock: views.loads.some((view) => view.hasHopClock) }),
    },
    results,
    hasConfigs: input.hasConfigs ?? false,
    journalFile: input.journalFile ?? 'journal.jsonl',
  }
}

/** Not the twin, and not the plain network in another arm's cluster: they see what the baseline sees. */
const isShownOnce = ({ role, clusterOf }: ArmView): boolean => role !== 'twin' && clusterOf === null

const isFirst = (text: string, index: number, all: string[]): boolean => all.indexOf(text) === index
