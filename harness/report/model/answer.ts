/**
 * The answer in sentences. It follows from the verdicts only, so that a reader of the headline alone is not misled. Costs
 * are per hop: the page's difference divided by the hops on its longest path. The rate always stands beside them.
 */
import type { Comparison, Estimate } from '../../stats/analysis.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import { cpuSeconds, interval, microseconds, signedMicroseconds, times } from './format.ts'
import { growthParagraph, growthSentences } from './growth.ts'
import { uncompared, type LoadView } from './load-view.ts'
import { badTrialsText } from './machine.ts'
import { metricCell, perHopCell } from './metric-cells.ts'
import { allProblems, listProblems } from './problems.ts'
import type { Cell } from './quantity.ts'
import { lineOf, rangeText } from './quantity-text.ts'
import type { Row } from './row.ts'
import { capitalized, connectionText, listed } from './text.ts'

export interface Answer {
  headline: string
  /** Paragraphs below the headline: intervals and CPU; what the cost buys; other loads. */
  lede: string[]
}

/** Writes the answer from the first load; each further load gets one sentence. */
export function answerOf(views: readonly LoadView[], input: ReportInput): Answer {
  const view = views[0]
  if (!view || !input.analysis.arms.some(({ trials }) => trials.completed > 0))
    return {
      headline: 'Nothing was measured: no trial was completed, so no datapath can be compared.',
      lede: whyNothing(view),
    }
  const absent = view.treatments.filter((arm) => view.absence(arm) !== null)
  const present = view.treatments.filter((arm) => view.comparison(arm, 'p50') !== null)
  const isInvalid = view.noise?.verdict === 'invalid'
  if (isInvalid || present.length === 0)
    return {
      headline: [
        isInvalid ? 'This run ranks nothing:' : 'Nothing can be compared:',
        `${badTrialsText(view)}.`,
        ...mostFrequentReason(view),
      ].join(' '),
      lede: [
        ...(present.length > 0 ? ['The figures below are kept for inspection, not for quoting.'] : []),
        ...whyNothing(view),
      ],
    }

  const growth = growthSentences(view)
  const failures = absent.map((arm) => `${arm.start} has no figures: ${firstClause(view.absence(arm)!)}.`)
  const uncomparable = view.treatments.flatMap((arm) => {
    const reason = uncompared(view, arm)
    return reason ? [`${arm.start} has no cost: ${reason}.`] : []
  })
  return {
    headline: [
      noisyPreface(view),
      ...(growth.length > 0 ? growth : costSentences(view, present)),
      ...failures,
      ...uncomparable,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    lede: [
      growthParagraph(view) || intervalParagraph(view, present),
      buysParagraph(view, present),
      ...views.slice(1).map(otherLoad),
    ].filter((text) => text !== ''),
  }
}

/** The first compared pair of different datapaths, such as sidecar and eBPF, which is the question of most users; undefined without one. */
const mainPair = (view: LoadView): LoadView['pairs'][number] | undefined =>
  view.pairs.find(({ arm, other }) => arm.datapath !== other.datapath)

/** The arms that the headline names. */
function leading(view: LoadView, present: readonly ArmView[]): ArmView[] {
  const pair = mainPair(view)
  // The plain network in a mesh's cluster is only there to be compared with.
  const own = present.filter(({ clusterOf }) => clusterOf === null)
  const wanted = pair ? [pair.arm, pair.other] : own.slice(0, 3)
  return wanted.filter((arm) => present.includes(arm))
}

function costSentences(view: LoadView, present: readonly ArmView[]): string[] {
  const all = present.map((arm) => view.comparison(arm, 'p50')!)
  if (all.length > 1 && all.every(({ verdict }) => verdict === 'not resolved'))
    return [`At ${view.rate}, nothing was resolved: this run cannot tell the datapaths apart.`]
  const clauses = leading(view, present).map((arm) => costClause(arm, view.comparison(arm, 'p50')!, view))
  return clauses.map(
    (clause, index) => `${index === 0 ? `At ${view.rate}, ${clause}` : capitalized(clause)}.`,
  )
}

/** What one arm costs, said only as strongly as its verdict allows. */
function costClause(arm: ArmView, comparison: Comparison, view: LoadView): string {
  const { hops } = view
  const against = view.against(arm).noun
  const perHop = comparison.perHop ?? comparison.difference
  const range = perHop.interval
  switch (comparison.verdict) {
    case 'higher':
      return `each hop through ${arm.noun} costs ${amountOf(perHop)} µs`
    case 'lower':
      return `each hop through ${arm.noun} takes ${microseconds(-perHop.median)} µs less than on ${against}`
    case 'equivalent':
      return `${arm.noun} is equivalent to ${against}, within ${microseconds(comparison.margin / hops)} µs a hop`
    case 'not resolved':
      return range
        ? `what ${arm.noun} costs is not resolved: ${signedMicroseconds(range.low)} to ${signedMicroseconds(range.high)} µs`
        : `what ${arm.noun} costs is not resolved`
    case 'withheld':
      return `the figures of ${arm.noun} are withheld`
  }
}

/** A sentence on what the same arms cost under a further load. */
function otherLoad(view: LoadView): string {
  const clauses = leading(view, view.treatments).flatMap((arm) => {
    const comparison = view.comparison(arm, 'p50')
    return comparison ? [costClause(arm, comparison, view)] : []
  })
  return clauses.length === 0
    ? ''
    : `With ${connectionText(view.load.connection)} (load ${view.load.name}, ${view.rate}), ${clauses.join('; ')}.`
}

/** Half-width of an interval as a share of its median. Above this the headline gives the interval, because the median would look too precise. */
const LOOSE = 0.1

/** "605", or "412 to 954" where the interval is wide. */
function amountOf({ median, interval: range }: Estimate): string {
  return range && (range.high - range.low) / 2 > LOOSE * median
    ? `${microseconds(range.low)} to ${microseconds(range.high)}`
    : microseconds(median)
}

function noisyPreface({ noise, hops }: LoadView): string {
  if (!noise) return ''
  if (noise.verdict !== 'noisy') return ''
  return noise.resolvesUs === null
    ? 'This machine was too noisy to resolve small costs.'
    : `This machine was noisy: costs under ${microseconds(noise.resolvesUs / hops)} µs a hop cannot be told from chance.`
}

/** Differences with their intervals, and the CPU that the arms take. */
function intervalParagraph(view: LoadView, present: readonly ArmView[]): string {
  const arms = leading(view, present)
  const sentences = [...Map.groupBy(arms, (arm) => view.against(arm))].flatMap(([against, same]) => {
    const own = same.flatMap((arm) => {
      const figure = foundText(perHopCell(treatmentRow(arm, view), view))
      return figure ? [`${arm.noun} ${figure}`] : []
    })
    return own.length > 0 ? [`Per hop, compared with ${against.noun}: ${own.join('; ')}.`] : []
  })
  const pair = mainPair(view)
  const figure = pair && foundText(perHopCell({ kind: 'pair', ...pair }, view))
  if (figure) sentences.push(`${pair.arm.start} compared with ${pair.other.noun}: ${figure}.`)
  return [...sentences, ...arms.flatMap((arm) => cpuSentence(arm, view))].join(' ')
}

const treatmentRow = (arm: ArmView, view: LoadView): Row => ({
  kind: 'treatment',
  arm,
  other: view.against(arm),
})

/** "+600 µs [577, 627]", for a sentence that says "per hop". For an unresolved figure only the range, so that nobody quotes its median. Null for a cell without a number. */
function foundText(cell: Cell): string | null {
  if (cell.kind === 'word') return null
  const { verdict } = cell
  const figure = { ...cell, unit: 'µs' as const }
  if (verdict === 'not resolved') return `not resolved, ${rangeText(figure) ?? 'without an interval'}`
  return `${lineOf(figure)}${verdict === 'equivalent' ? ', equivalent' : ''}`
}

/** A sentence with the CPU ratio and the difference, as card and table show them; without the load generator. */
function cpuSentence(arm: ArmView, view: LoadView): string[] {
  const cell = metricCell(treatmentRow(arm, view), view, 'cpu')
  if (cell.kind === 'word') return cell.word === 'withheld' ? [`The CPU of ${arm.noun} is withheld.`] : []
  switch (cell.verdict) {
    case 'higher':
    case 'lower': {
      const ratio = view.comparison(arm, 'cpu')?.ratio
      const asTimes = ratio ? `${times(ratio.median)} times the CPU ${interval(ratio.interval, times)}, ` : ''
      return [
        `${arm.start} takes ${asTimes}${lineOf({ ...cell, beside: [] })} for 1000 pages${levelsText(arm, view)}.`,
      ]
    }
    case 'equivalent':
      return [`The CPU of ${arm.noun} is equivalent.`]
    case 'not resolved':
    case 'withheld':
    case null:
      return [`How much CPU ${arm.noun} adds is not resolved${afterColon(rangeText(cell))}.`]
  }
}

const afterColon = (text: string | null): string => (text === null ? '' : `: ${text} for 1000 pages`)

/** " (2.42 against 0.58, without the load generator)". */
function levelsText(arm: ArmView, view: LoadView): string {
  const [own, plain] = [view.level(arm, 'cpu'), view.level(view.against(arm), 'cpu')]
  return own === null || plain === null
    ? ''
    : ` (${cpuSeconds(own)} against ${cpuSeconds(plain)}, without the load generator)`
}

/** What each cost buys, and which datapaths are emulations of ours: a cost is never shown without both. */
function buysParagraph(view: LoadView, present: readonly ArmView[]): string {
  const arms = leading(view, present)
  const sentences = [...Map.groupBy(arms, ({ datapath }) => datapath).values()].map((same) => {
    const arm = same[0]!
    const name = same.length > 1 ? capitalized(arm.datapathNoun) : arm.start
    const gives = arm.capabilities.filter(({ has }) => has).map(({ gives }) => gives)
    return `${name} gives ${gives.length > 0 ? listed(gives) : 'no encryption, policy or visibility of its own'}.`
  })
  const first = arms[0]
  const secured = present.find(
    (arm) => !arms.includes(arm) && arm.capabilities.some(({ mark, has }) => mark === 'encrypts' && has),
  )
  const perHop = secured && view.comparison(secured, 'p50')
  if (secured && perHop?.perHop && first) {
    const more = secured.capabilities
      .filter(({ has, mark }) => has && !first.capabilities.some((one) => one.mark === mark && one.has))
      .map(({ gives }) => gives)
    const cost =
      perHop.verdict === 'higher'
        ? `costs ${lineOf(perHopCell(treatmentRow(secured, view), view))} and adds`
        : `(cost a hop: ${perHop.verdict}) adds`
    sentences.push(`${secured.start} ${cost} ${listed(more)}.`)
  }
  for (const arm of arms.filter(
    ({ isOurs }, index) => isOurs && arms.findIndex((one) => one.isOurs) === index,
  ))
    sentences.push(
      `${capitalized(arm.datapathNoun)} is a program of this benchmark: it emulates ${arm.models} and is not that product.`,
    )
  return sentences.join(' ')
}

/** A sentence with the most frequent reason why trials do not count; none without such reasons. */
function mostFrequentReason(view: LoadView): string[] {
  const [first] = listProblems(allProblems(view.arms.flatMap((arm) => view.summary(arm) ?? [])))
  return first === undefined ? [] : [`Most often: ${firstClause(first)}.`]
}

function whyNothing(view: LoadView | undefined): string[] {
  if (!view) return ['The run has no baseline arm.']
  return view.arms.flatMap((arm) => {
    const reason = view.absence(arm)
    return reason ? [`${arm.label}: ${reason}.`] : []
  })
}

/** The first clause of a reason, at most 120 letters, for the headline. The whole reason stands further below. */
function firstClause(text: string): string {
  const first = text.split(/[;\n]/)[0]!.trim().replace(/\.$/, '')
  return first.length > 120 ? `${first.slice(0, 117).trimEnd()}…` : first
}
