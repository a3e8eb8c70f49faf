/** The planted effects of a run as rows of text, which the page, the Markdown and the terminal share. */
import { isNotMeasured } from '../../../results/measured.ts'
import { SINGLE_CONFIDENCE } from '../../../stats/estimate.ts'
import type { PlantedAnalysis, PlantedArm, PlantedRow } from '../../../stats/planted/planted-analysis.ts'
import { percent } from '../format.ts'
import { capitalized, plural } from '../text.ts'
import { amountText, effectText, figureText, intervalText, unitText, VERDICT_TEXT } from './planted-text.ts'

export const PLANTED_COLUMNS = [
  'planted',
  'lands in',
  'truth',
  'the run says',
  'interval',
  'outcome',
] as const
export const NOWHERE_COLUMNS = ['nothing was planted in', 'the run says', 'interval', 'outcome'] as const

export interface PlantedView {
  /** Sentences: what was planted and how it was judged; why nothing was. */
  intro: string
  /** "4 of 4 found"; null in a run without planted effects. */
  summary: string | null
  /** Whether the instrument failed, or was not tried although it should have been. */
  isTrouble: boolean
  /** Rows in which effects land, under PLANTED_COLUMNS. */
  rows: string[][]
  /** Rows in which nothing was planted, under NOWHERE_COLUMNS. */
  nowhere: string[][]
  /** Effects that this machine could not plant, and why. */
  notPlanted: string[]
}

export function plantedView(analysis: PlantedAnalysis): PlantedView {
  const { arms, verdict, why } = analysis
  const isSeveral = arms.length > 1
  return {
    intro: introOf(analysis),
    summary: summaryOf(analysis),
    isTrouble: verdict === 'missed' || verdict === 'not calibrated',
    rows: arms.flatMap((arm) =>
      arm.rows.filter(({ effects }) => effects.length > 0).map((row) => rowOf(row, arm)),
    ),
    nowhere: arms.flatMap((arm) =>
      arm.rows
        .filter(({ effects }) => effects.length === 0)
        .map((row) => [`${figureText(row.figure)}${isSeveral ? ` (${arm.arm})` : ''}`, ...foundOf(row)]),
    ),
    notPlanted: [
      ...(verdict === 'not calibrated' && why !== null ? [why] : []),
      ...arms.flatMap(({ effects }) =>
        effects.flatMap(({ effect, outcome }) =>
          outcome.verdict === 'not planted'
            ? [`${effectText(effect)}: not planted, because ${outcome.why}`]
            : [],
        ),
      ),
    ],
  }
}

function introOf({ arms, verdict, why, confidencePerInterval }: PlantedAnalysis): string {
  if (verdict === 'none')
    return why === null
      ? 'No effects of known size were planted in this run: it was made before runs planted any.'
      : `No effects of known size were planted in this run: not planted, because ${why}.`
  if (arms.length === 0) return 'No figure of planted effects counts.'
  return `Effects of known size were planted into ${arms.length === 1 ? 'an arm like the baseline, which is in no comparison' : 'arms like the baseline'}. Each injection counts what it does, which is the truth; the run says what its instrument found, against the baseline in the same rounds, with intervals at ${percent(confidencePerInterval)}, so that a healthy instrument passes in 99 % of runs. An effect can land in several figures, and each figure has a row. Found: the interval holds the truth, give or take what injection and reading are not exact to, and the one at ${percent(SINGLE_CONFIDENCE)} leaves out 0. ${capitalized(VERDICT_TEXT.nothing)}: the interval holds 0 and leaves out an effect as large as those planted in such a figure.`
}

/** "4 of 4 found", "3 of 4 found, 1 too coarse to tell", "not calibrated". */
function summaryOf({ arms, verdict }: PlantedAnalysis): string | null {
  if (verdict === 'none') return null
  if (verdict === 'not calibrated') return 'not calibrated'
  const outcomes = arms.flatMap(({ effects }) => effects.map(({ outcome }) => outcome.verdict))
  const count = (wanted: (typeof outcomes)[number]): number => outcomes.filter((one) => one === wanted).length
  const others = (['too coarse', 'not measured', 'not planted'] as const)
    .filter((one) => count(one) > 0)
    .map((one) => `${count(one)} ${one}${one === 'too coarse' ? ' to tell' : ''}`)
  const elsewhere = arms
    .flatMap(({ rows }) => rows)
    .filter(({ effects, verdict: own }) => effects.length === 0 && own === 'missed').length
  return [
    `${count('found')} of ${outcomes.length} found`,
    ...(count('missed') > 0 ? [`${count('missed')} MISSED`] : []),
    ...others,
    ...(elsewhere > 0 ? [`something in ${plural(elsewhere, 'row')} where nothing was planted`] : []),
  ].join(', ')
}

function rowOf(row: PlantedRow, { effects }: PlantedArm): string[] {
  const own = effects.flatMap(({ effect }) => (row.effects.includes(effect.kind) ? [effectText(effect)] : []))
  return [
    own.length > 1 ? 'all of these' : (own[0] ?? ''),
    figureText(row.figure),
    isNotMeasured(row.estimate) ? '–' : `${amountText(row.truth)} ${unitText(row.figure)}`,
    ...foundOf(row),
  ]
}

function foundOf(row: PlantedRow): string[] {
  if (isNotMeasured(row.estimate)) return ['–', '', `not measured: ${row.estimate.notMeasured}`]
  return [
    `${amountText(row.estimate.middle)} ${unitText(row.figure)}`,
    intervalText(row) ?? 'too few bring-ups',
    VERDICT_TEXT[row.verdict],
  ]
}
