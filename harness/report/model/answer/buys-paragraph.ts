/** What the costs buy: capabilities, and whose the datapaths are. */
import type { ArmView } from '../arm-view.ts'
import type { LoadView } from '../load-view.ts'
import { perHopCell } from '../metric-cells.ts'
import { lineOf } from '../quantity-text.ts'
import { capitalized, listed } from '../text.ts'
import { leading, treatmentRow } from './leading.ts'

/** What each cost buys, and which datapaths are emulations of ours: a cost is never shown without both. */
export function buysParagraph(view: LoadView, present: readonly ArmView[]): string {
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
