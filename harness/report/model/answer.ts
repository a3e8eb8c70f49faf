/**
 * The answer in sentences, made from the verdicts alone: whoever reads only the headline has not been misled.
 * Costs are per hop: the page's difference divided by the hops on its longest path, with the rate beside it.
 */
import type { Comparison, Estimate } from '../../stats/analysis.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import { cpuSeconds, interval, microseconds, signedMicroseconds, times } from './format.ts'
import { growthParagraph, growthSentences } from './growth.ts'
import { uncompared, type LoadView } from './load-view.ts'
import { badTrialsWords } from './machine.ts'
import { metricCell, perHopCell } from './metric-cells.ts'
import { allProblems, problemWords } from './problems.ts'
import type { Cell } from './quantity.ts'
import { lineOf, rangeText } from './quantity-text.ts'
import type { Row } from './row.ts'
import { capitalized, connectionWords, listed } from './words.ts'

export interface Answer {
  headline: string
  /** Paragraphs below it: intervals and CPU; what the cost buys; what could not be said. */
  lede: string[]
}

/** Writes the answer of the first load; further loads are only pointed to. */
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
        `${badTrialsWords(view)}.`,
        ...mostly(view),
      ].join(' '),
      lede: [
        ...(present.length > 0 ? ['The figures below are kept for inspection, not for quoting.'] : []),
        ...whyNothing(view),
      ],
    }

  const growth = growthSentences(view)
  const failures = absent.map((arm) => `${arm.start} has no figures: ${firstWords(view.absence(arm)!)}.`)
  const alone = view.treatments.flatMap((arm) => {
    const reason = uncompared(view, arm)
    return reason ? [`${arm.start} has no cost: ${reason}.`] : []
  })
  return {
    headline: [
      noisyPreface(view),
      ...(growth.length > 0 ? growth : costSentences(view, present)),
      ...failures,
      ...alone,
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

/** The user's question, a sidecar against eBPF, where the run has it. */
const mainPair = (view: LoadView): LoadView['pairs'][number] | undefined =>
  view.pairs.find(({ arm, other }) => arm.datapath !== other.datapath)

/** The arms the headline speaks of. */
function leading(view: LoadView, present: readonly ArmView[]): ArmView[] {
  const pair = mainPair(view)
  // The plain network in a mesh's cluster is there for others to be held against.
  const own = present.filter(({ placeOf }) => placeOf === null)
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

/** One arm against what it is compared with, in words that its verdict allows. */
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

/** What the same arms cost under a further load, in a sentence. */
function otherLoad(view: LoadView): string {
  const clauses = leading(view, view.treatments).flatMap((arm) => {
    const comparison = view.comparison(arm, 'p50')
    return comparison ? [costClause(arm, comparison, view)] : []
  })
  return clauses.length === 0
    ? ''
    : `With ${connectionWords(view.load.connection)} (load ${view.load.name}, ${view.rate}), ${clauses.join('; ')}.`
}

/** Half-width of an interval, as a share of its median, above which the median alone would say too much. */
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

/** Differences with their intervals and the CPU they take. */
function intervalParagraph(view: LoadView, present: readonly ArmView[]): string {
  const arms = leading(view, present)
  const sentences = [...Map.groupBy(arms, (arm) => view.against(arm))].flatMap(([against, same]) => {
    const own = same.flatMap((arm) => {
      const figure = foundWords(perHopCell(treatmentRow(arm, view), view))
      return figure ? [`${arm.noun} ${figure}`] : []
    })
    return own.length > 0 ? [`Per hop against ${against.noun}: ${own.join('; ')}.`] : []
  })
  const pair = mainPair(view)
  const figure = pair && foundWords(perHopCell({ kind: 'pair', ...pair }, view))
  if (figure) sentences.push(`${pair.arm.start} against ${pair.other.noun}: ${figure}.`)
  return [...sentences, ...arms.flatMap((arm) => cpuSentence(arm, view))].join(' ')
}

const treatmentRow = (arm: ArmView, view: LoadView): Row => ({
  kind: 'treatment',
  arm,
  other: view.against(arm),
})

/** "+600 µs [577, 627]", for a sentence that says "per hop"; of what is not resolved the range alone, so that nobody takes its middle home. Null for a word. */
function foundWords(cell: Cell): string | null {
  if (cell.kind === 'word') return null
  const { verdict } = cell
  const figure = { ...cell, unit: 'µs' as const }
  if (verdict === 'not resolved') return `not resolved, ${rangeText(figure) ?? 'without an interval'}`
  return `${lineOf(figure)}${verdict === 'equivalent' ? ', equivalent' : ''}`
}

/** How many times as much, and the difference, as the card and the table have them; without the load generator. */
function cpuSentence(arm: ArmView, view: LoadView): string[] {
  const cell = metricCell(treatmentRow(arm, view), view, 'cpu')
  if (cell.kind === 'word') return cell.word === 'withheld' ? [`The CPU of ${arm.noun} is withheld.`] : []
  switch (cell.verdict) {
    case 'higher':
    case 'lower': {
      const ratio = view.comparison(arm, 'cpu')?.ratio
      const asTimes = ratio ? `${times(ratio.median)} times the CPU ${interval(ratio.interval, times)}, ` : ''
      return [
        `${arm.start} takes ${asTimes}${lineOf({ ...cell, beside: [] })} for 1000 pages${levelWords(arm, view)}.`,
      ]
    }
    case 'equivalent':
      return [`The CPU of ${arm.noun} is equivalent.`]
    case 'not resolved':
    case 'withheld':
    case null:
      return [`What CPU ${arm.noun} adds is not resolved${afterColon(rangeText(cell))}.`]
  }
}

const afterColon = (text: string | null): string => (text === null ? '' : `: ${text} for 1000 pages`)

/** " (2.42 against 0.58, without the load generator)". */
function levelWords(arm: ArmView, view: LoadView): string {
  const [own, plain] = [view.level(arm, 'cpu'), view.level(view.against(arm), 'cpu')]
  return own === null || plain === null
    ? ''
    : ` (${cpuSeconds(own)} against ${cpuSeconds(plain)}, without the load generator)`
}

/** Cost never stands without what it buys, nor without whose datapath it is. */
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
        ? `costs ${lineOf(perHopCell(treatmentRow(secured, view), view))}`
        : `(cost a hop: ${perHop.verdict}) gives that`
    sentences.push(`${secured.start} ${cost} and adds ${listed(more)}.`)
  }
  for (const arm of arms.filter(
    ({ isOurs }, index) => isOurs && arms.findIndex((one) => one.isOurs) === index,
  ))
    sentences.push(
      `${capitalized(arm.datapathNoun)} is a program of this benchmark: it emulates ${arm.models} and is not that product.`,
    )
  return sentences.join(' ')
}

/** The most frequent reason why trials do not count. */
function mostly(view: LoadView): string[] {
  const [first] = problemWords(allProblems(view.arms.flatMap((arm) => view.summary(arm) ?? [])))
  return first === undefined ? [] : [`Most often: ${firstWords(first)}.`]
}

function whyNothing(view: LoadView | undefined): string[] {
  if (!view) return ['The run has no baseline arm.']
  return view.arms.flatMap((arm) => {
    const reason = view.absence(arm)
    return reason ? [`${arm.label}: ${reason}.`] : []
  })
}

/** A reason may be a page long; the headline takes its first words, the rest stands below. */
function firstWords(text: string): string {
  const first = text.split(/[;\n]/)[0]!.trim().replace(/\.$/, '')
  return first.length > 120 ? `${first.slice(0, 117).trimEnd()}…` : first
}
