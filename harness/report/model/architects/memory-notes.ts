/** What figures of memory hold and lack: remarks that are too long for a cell, each once with the datapaths that it concerns. */
import { treatmentRow } from '../answer/leading.ts'
import type { LoadView } from '../load-view.ts'
import type { Cell } from '../quantity.ts'
import { memoryCell } from '../resource-cells.ts'
import { listed } from '../text.ts'
import { pricedArms } from './cost-table.ts'

/** "Memory of sidecar and sidecar, mTLS: kernel tables (below 2 MiB) not measured." */
export function memoryNotes(views: readonly LoadView[]): string[] {
  const remarks = views.flatMap((view) =>
    pricedArms(view).flatMap((arm) =>
      view.absence(arm) === null
        ? remarksOf(memoryCell(treatmentRow(arm, view), view)).map((text) => ({ text, arm: arm.label }))
        : [],
    ),
  )
  const texts = [...Map.groupBy(remarks, ({ text }) => text)].map(
    ([text, same]) => `${listed([...new Set(same.map(({ arm }) => arm))])}: ${text}`,
  )
  return texts.length === 0 ? [] : [`Memory of ${texts.join('; of ')}.`]
}

function remarksOf(cell: Cell, isBeside = false): string[] {
  const own =
    cell.kind === 'quantity'
      ? cell.remark
      : isBeside && cell.why !== null
        ? `${cell.word}: ${cell.why}`
        : null
  return [...(own === null ? [] : [own]), ...cell.beside.flatMap((one) => remarksOf(one, true))]
}
