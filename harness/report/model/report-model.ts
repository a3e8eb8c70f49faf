/** Everything that the page says, in order, as data: text and numbers are decided here, before any markup. */
import type { ReportInput } from '../report-input.ts'
import { answerOf, type Answer } from './answer/answer.ts'
import { beliefs } from './believe/beliefs.ts'
import type { Belief } from './believe/fact.ts'
import { armProofs, type ArmProofs } from './believe/path-facts.ts'
import { calibrationView, type CalibrationAbsence, type CalibrationView } from './calibration.ts'
import { costCards, type CostCard } from './cost-cards.ts'
import { capabilityMatrix, type CapabilityMatrix } from './capability-matrix.ts'
import { familyText, figuresOf, type Figures } from './figures.ts'
import { clockSection, type ClockSection } from './clock/clock-section.ts'
import { date, percent } from './format.ts'
import { growthOf, type Growth } from './growth.ts'
import { verdictLegend, type LegendLine } from './legend.ts'
import type { LoadView } from './load-view.ts'
import { machineVerdict, notices, type MachineVerdict } from './machine.ts'
import { methodText, type MethodText } from './method.ts'
import { pageCostOf, type PageCost } from './page-cost.ts'
import { provenanceOf, type Provenance } from './provenance.ts'
import { serviceGraph, type ServiceGraph } from './service-graph.ts'
import { viewsOf } from './views.ts'
import { connectionText, plural } from './text.ts'

export interface LoadSection {
  view: LoadView
  heading: string
  cards: CostCard[]
  /** Capabilities that the cost buys; null where nothing is compared. */
  matrix: CapabilityMatrix | null
  pageCost: PageCost | null
  figures: Figures
  growth: Growth[]
  clock: ClockSection
}

export interface ReportModel {
  title: string
  strip: string[]
  machine: MachineVerdict
  notices: string[]
  answer: Answer
  question: string
  /** What the verdicts mean in this run; empty where nothing was compared. */
  legend: LegendLine[]
  loads: LoadSection[]
  graph: ServiceGraph
  beliefs: Belief[]
  proofs: ArmProofs[]
  provenance: Provenance
  /** Null for a run that was not compared with a run of another provider, although it could have been. */
  calibration: CalibrationView | CalibrationAbsence | null
  method: MethodText
  /** Confidence of each interval as text ("99.2 %"), and which comparisons share the error. */
  confidence: { percent: string; family: string }
  /** Link from the report to the folder of the records. */
  results: string
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
      `${plural(run.rounds, 'round')} of ${plural(run.arms.length, 'arm')}`,
      run.place.where,
      date(run.startedAt),
    ],
    machine: machineVerdict(views.loads[0]),
    notices: notices(run, analysis, roundsDone),
    answer: answerOf(views.loads, input),
    question: run.scenario.description,
    legend: views.loads[0] ? verdictLegend(views.loads[0]) : [],
    loads: shown.map((view) => ({
      view,
      heading: `${view.load.name}: ${view.rate}, ${connectionText(view.load.connection)}`,
      cards: costCards(view),
      matrix: capabilityMatrix(view),
      pageCost: pageCostOf(view, input),
      figures: figuresOf(view, analysis.familySize),
      growth: growthOf(view),
      clock: clockSection(view),
    })),
    graph: serviceGraph(input),
    beliefs: beliefs(views, input),
    proofs: armProofs(views, input),
    provenance: provenanceOf(views, input),
    calibration: calibrationView(input.calibration, run),
    method: methodText(input),
    confidence: {
      percent: percent(analysis.confidencePerInterval),
      family: familyText(analysis.familySize, { hasHopClock: views.loads.some((view) => view.hasHopClock) }),
    },
    results,
    journalFile: input.journalFile ?? 'journal.jsonl',
  }
}

const isFirst = (text: string, index: number, all: string[]): boolean => all.indexOf(text) === index
