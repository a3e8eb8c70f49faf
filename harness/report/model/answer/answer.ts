/**
 * The answer in sentences. It follows from the verdicts only, so that a reader of the headline alone is not misled. Costs
 * are per hop: the page's difference divided by the hops on its longest path. The rate always stands beside them.
 */
import type { ReportInput } from '../../report-input.ts'
import { policyParagraph } from './policy-paragraph.ts'
import { growthParagraph, growthSentences } from '../growth.ts'
import { uncompared, type LoadView } from '../load-view.ts'
import { plantedView } from '../planted/planted-view.ts'
import { badTrialsText } from '../machine.ts'
import { buysParagraph } from './buys-paragraph.ts'
import { costSentences, noisyPreface, otherLoad } from './costs.ts'
import { figuresParagraph } from './figures-paragraph.ts'
import { whyParagraph } from './hop-clock.ts'
import { firstClause, mostFrequentReason, whyNothing } from './nothing.ts'

export interface Answer {
  headline: string
  /** Paragraphs below the headline: intervals and CPU; why, by the hop clock; what the cost buys; other loads. */
  lede: string[]
}

/** Writes the answer from the first load; each further load gets one sentence. */
export function answerOf(views: readonly LoadView[], input: ReportInput): Answer {
  const view = views[0]
  if (!view || !input.analysis.arms.some(({ trials }) => trials.completed > 0))
    return {
      headline: [
        input.analysis.arms.some(({ trials }) => trials.invalid > 0)
          ? 'Nothing can be compared: no trial counts.'
          : 'Nothing was measured: no trial was completed, so no datapath can be compared.',
        ...(view ? mostFrequentReason(view) : []),
      ].join(' '),
      lede: whyNothing(view),
    }
  const planted = plantedHeadline(view, input)
  if (planted !== null) return { headline: planted, lede: [] }
  const absent = view.treatments.filter((arm) => view.absence(arm) !== null)
  const present = view.treatments.filter((arm) => view.comparison(arm, 'p50') !== null)
  const isInvalid = view.noise?.verdict === 'invalid'
  if (isInvalid || present.length === 0)
    return {
      headline: [
        isInvalid ? 'This run ranks nothing:' : 'Nothing can be compared:',
        view.noise?.instrument === 'missed'
          ? `its instrument is wrong (planted effects: ${plantedView(input.analysis.planted).summary}).`
          : `${badTrialsText(view)}.`,
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
      growthParagraph(view) || figuresParagraph(view, present),
      policyParagraph(view),
      whyParagraph(view, present),
      buysParagraph(view, present),
      ...views.slice(1).map((other) => otherLoad(other, view)),
    ].filter((text) => text !== ''),
  }
}

/** The answer of a calibration, which compares no datapaths; null for any other run. */
function plantedHeadline({ treatments, rate }: LoadView, { analysis }: ReportInput): string | null {
  const { summary } = plantedView(analysis.planted)
  return treatments.length > 0 || summary === null
    ? null
    : `Effects of known size, planted at ${rate}: ${summary}.`
}
