/** What the costs buy: capabilities, and whose the datapaths are. */
import type { ArmView } from '../arm-view.ts'
import type { LoadView } from '../load-view.ts'
import { perHopCell } from '../metric-cells.ts'
import { unexercised } from '../capabilities.ts'
import { lineOf } from '../quantity-text.ts'
import { capitalized, listed } from '../text.ts'
import { leading, treatmentRow } from './leading.ts'

/** What each cost bought in this run (only what the run exercised is credited), and which datapaths are emulations of ours: a cost is never shown without both. */
export function buysParagraph(view: LoadView, present: readonly ArmView[]): string {
  const arms = leading(view, present)
  const sentences = [...Map.groupBy(arms, ({ datapath }) => datapath).values()].map((same) => {
    const arm = same[0]!
    const name = same.length > 1 ? arm.datapathNoun : arm.noun
    const gave = arm.capabilities.filter(({ exercised }) => exercised).map(({ gives }) => gives)
    const could = unexercised(arm.capabilities).map(({ gives }) => gives)
    return gave.length === 0 && could.length === 0
      ? `${capitalized(name)} gives no encryption, policy or visibility of its own.`
      : `In this run, ${name} gave ${gave.length > 0 ? listed(gave) : 'no encryption, policy or visibility'}${could.length > 0 ? `; it could give ${listed(could)}, which this run did not exercise` : ''}.`
  })
  const first = arms[0]
  const secured = present.find(
    (arm) =>
      !arms.includes(arm) && arm.capabilities.some(({ mark, exercised }) => mark === 'encrypts' && exercised),
  )
  const perHop = secured && view.comparison(secured, 'p50')
  if (secured && perHop?.perHop && first) {
    const more = secured.capabilities
      .filter(
        ({ exercised, mark }) =>
          exercised && !first.capabilities.some((one) => one.mark === mark && one.exercised),
      )
      .map(({ gives }) => gives)
    const cost =
      perHop.verdict === 'higher'
        ? `costs ${lineOf(perHopCell(treatmentRow(secured, view), view))} and adds`
        : `(cost a hop: ${perHop.verdict}) adds`
    if (more.length > 0) sentences.push(`${secured.start} ${cost} ${listed(more)}.`)
  }
  for (const arm of arms.filter(
    ({ isOurs }, index) => isOurs && arms.findIndex((one) => one.isOurs) === index,
  ))
    sentences.push(
      `${capitalized(arm.datapathNoun)} is a program of this benchmark: it emulates ${arm.models} and is not that product.`,
    )
  return sentences.join(' ')
}
