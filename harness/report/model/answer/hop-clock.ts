/** What the hop clock adds to the answer: differences too small for the client's own clock, and why costs are what they are. */
import type { Comparison, Verdict } from '../../../stats/analysis.ts'
import type { ArmView } from '../arm-view.ts'
import { hopClockCell } from '../clock/hop-clock-cell.ts'
import { microseconds } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { estimated } from '../quantity.ts'
import { foundText, lineOf, rangeText } from '../quantity-text.ts'
import { rowsOf, type Row } from '../row.ts'
import { listed } from '../text.ts'
import { leading, treatmentRow } from './leading.ts'

/**
 * "eBPF: transport −11.9 µs a hop [−13.7, −10.1] against kube-proxy by the hop clock; too small to show in what the client
 * sees here (±23)." Null where the hop clock resolves nothing that the user clock leaves open.
 */
export function hopSentence(arm: ArmView, view: LoadView): string | null {
  // A rival tells more than the plain network, which no cluster has.
  const rows: Row[] = [...pairRows(arm, view), treatmentRow(arm, view)]
  for (const row of rows) {
    const user = view.comparison(arm, 'p50', row.other)
    const cell = hopClockCell(row, view, 'transport')
    if (!user || cell.kind === 'word' || !isNews(user.verdict, cell.verdict)) continue
    const finding = `${lineOf(cell)}${cell.verdict === 'equivalent' ? ', equivalent,' : ''}`
    return `${arm.label}: transport ${finding} against ${row.other.noun} by the hop clock; ${inWhatTheClientSees(user, view)}.`
  }
  return null
}

/** Whether the hop clock tells a difference, or its absence, that the user clock does not tell. */
const isNews = (user: Verdict, hop: Verdict | null): boolean =>
  hop === 'higher' || hop === 'lower'
    ? user === 'not resolved' || user === 'equivalent'
    : hop === 'equivalent' && user === 'not resolved'

const pairRows = (arm: ArmView, view: LoadView): Row[] =>
  rowsOf(view).filter((row) => row.kind === 'pair' && row.arm === arm && row.other.datapath !== arm.datapath)

/**
 * What the user clock tells of the same difference: half of its interval in µs a hop, or the margin that it lies in. An interval on
 * one side of 0 is given itself: the client does see something, and cannot tell whether it is more than the margin.
 */
function inWhatTheClientSees(
  { verdict, margin, perHop, difference }: Comparison,
  { hops, confidence }: LoadView,
): string {
  if (verdict === 'equivalent')
    return `what the client sees is equivalent, within ${microseconds(margin / hops)} µs a hop`
  const range = (perHop ?? difference).interval
  if (range !== null && (range.low > 0 || range.high < 0))
    return `what the client sees here is not resolved, ${rangeText(estimated('µs a hop', perHop ?? difference, confidence, { isDifference: true }))}`
  return `too small to show in what the client sees here${range === null ? '' : ` (±${microseconds((range.high - range.low) / 2)})`}`
}

/** Why the leading arms cost what they cost, by the hop clock, and how sure that clock is; empty without one. */
export function whyParagraph(view: LoadView, present: readonly ArmView[]): string {
  if (!view.hasHopClock) return ''
  const arms = leading(view, present)
  const rows = arms.flatMap((arm) => [treatmentRow(arm, view), ...pairRows(arm, view)])
  const sentences = rows.flatMap((row) => {
    const parts = [
      ['transport', foundText(hopClockCell(row, view, 'transport'))],
      ['the services’ own time', foundText(hopClockCell(row, view, 'app'))],
    ].flatMap(([name, text]) => (text === null ? [] : [`${name} ${text}`]))
    return parts.length === 0 ? [] : [`${row.arm.label} against ${row.other.label}: ${listed(parts)}`]
  })
  const twin = rowsOf(view).find(({ kind }) => kind === 'twin')
  const noise = twin && foundText(hopClockCell(twin, view, 'transport'))
  return sentences.length === 0
    ? ''
    : `Why, by the hop clock, for each hop: ${sentences.join('; ')}.${noise ? ` The same datapath twice: transport ${noise}.` : ''}`
}
