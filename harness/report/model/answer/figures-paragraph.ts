/** Differences with their intervals, and the CPU that the arms take: the first paragraph below the headline. */
import type { ArmView } from '../arm-view.ts'
import { cpuSeconds, times } from '../format.ts'
import type { LoadView } from '../load-view.ts'
import { metricCell, perHopCell } from '../metric-cells.ts'
import { foundText, lineOf, rangeText } from '../quantity-text.ts'
import { leading, mainPair, treatmentRow } from './leading.ts'

export function figuresParagraph(view: LoadView, present: readonly ArmView[]): string {
  const arms = leading(view, present)
  const perHop = view.hasHopClock ? 'Per hop, by the user clock' : 'Per hop'
  const sentences = [...Map.groupBy(arms, (arm) => view.against(arm))].flatMap(([against, same]) => {
    const own = same.flatMap((arm) => {
      const figure = foundText(perHopCell(treatmentRow(arm, view), view))
      return figure ? [`${arm.noun} ${figure}`] : []
    })
    return own.length > 0 ? [`${perHop}, compared with ${against.noun}: ${own.join('; ')}.`] : []
  })
  const pair = mainPair(view)
  const figure = pair && foundText(perHopCell({ kind: 'pair', ...pair }, view))
  if (figure) sentences.push(`${pair.arm.start} compared with ${pair.other.noun}: ${figure}.`)
  return [...sentences, ...arms.flatMap((arm) => cpuSentence(arm, view))].join(' ')
}

/** A sentence with the CPU ratio and the difference, as card and table show them; without the load generator. */
function cpuSentence(arm: ArmView, view: LoadView): string[] {
  const cell = metricCell(treatmentRow(arm, view), view, 'cpu')
  if (cell.kind === 'word') return cell.word === 'withheld' ? [`The CPU of ${arm.noun} is withheld.`] : []
  switch (cell.verdict) {
    case 'higher':
    case 'lower': {
      const ratio = cell.beside.find((one) => one.kind === 'quantity' && one.unit === 'times')
      const asTimes =
        ratio?.kind === 'quantity'
          ? `${times(ratio.value)} times the CPU${ratio.interval === null ? '' : ` [${times(ratio.interval.low)}, ${times(ratio.interval.high)}]`}, `
          : ''
      return [
        `${arm.start} takes ${asTimes}${lineOf({ ...cell, beside: [] })} for 1000 pages${levelsText(arm, view)}.`,
      ]
    }
    case 'equivalent':
      return [`The CPU of ${arm.noun} is equivalent.`]
    case 'not resolved':
    case 'withheld':
    case null:
      return [
        `How much CPU ${arm.noun} adds is not resolved${afterColon(rangeText(cell))}${cell.remark === null ? '' : `, ${cell.remark}`}.`,
      ]
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
