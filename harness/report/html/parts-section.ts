/** The section on the parts of a page: the means of all datapaths side by side, and a table of each datapath with its quantiles. */
import type { ArmParts, PartRow } from '../model/clock/parts-of-page.ts'
import type { PartsTable } from '../model/clock/parts-table.ts'
import { STANDALONE } from '../model/interval-basis.ts'
import type { LoadSection } from '../model/report-model.ts'
import { html, type Markup } from '../look/markup.ts'
import { listed } from '../model/text.ts'
import { swatch } from './cards.ts'
import { tableCell } from './cell.ts'
import { waterfallFigure } from './waterfall.ts'

/**
 * Where no datapath was read, a sentence says why.
 * @param id unique among loads
 */
export function partsSection({ clock, view, growth }: LoadSection, id: string): Markup {
  const { table, arms, absences, median, slow } = clock
  if (table === null)
    return html`<h2>Parts of a page</h2>
      <p class="note">${absences.join(' ')}</p>`
  return html`<h2>Parts of a page</h2>
    <p class="note">
      By the hop clock at ${view.rate}: µs of one page, means with their intervals over bring-ups,
      ${STANDALONE} each. Means leave out exchanges with a retransmission. Opening a connection is time of the
      program that opens it. ${absences.join(' ')}
    </p>
    ${growth.length > 0 && median !== null ? waterfallFigure(median, view.rate, `${id}-median`) : ''}
    ${slow === null ? '' : waterfallFigure(slow, view.rate, `${id}-slow`)} ${meansTable(table)}
    ${arms.map(armTable)}`
}

const RULES = { bases: [STANDALONE], saysNoInterval: true, saysVerdict: true }

/** The mean of each part of a page, all datapaths side by side. */
export const meansTable = ({ arms, rows, checks }: PartsTable): Markup =>
  html`<div class="frame" tabindex="0" role="group" aria-label="Parts of a page, table">
    <table class="figures parts">
      <caption class="unseen">
        Mean of each part of a page, µs
      </caption>
      <thead>
        <tr>
          <th scope="col">part</th>
          ${arms.map(({ label, colour }) => html`<th scope="col">${swatch(colour)}${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, index) =>
            html`${callRow(row, rows[index - 1], arms.length)}
              <tr>
                ${nameCell(row, row.remark)}
                ${row.cells.map((cell) =>
                  cell === null ? html`<td class="lacks">–</td>` : tableCell(cell, RULES),
                )}
              </tr> `,
        )}
        ${checks.map(
          ({ name, remark, texts }, index) =>
            html`<tr class="${index === 0 ? 'pair' : ''}">
              <th scope="row">${name}<small>${remark}</small></th>
              ${texts.map((text) => html`<td class="text">${text}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`

type Named = Pick<PartRow, 'call' | 'name' | 'remark' | 'isPiece'>

/** A line with the name of the call, above the first of its parts. */
const callRow = ({ call }: Named, before: Named | undefined, columns: number): Markup | null =>
  call === null || call === before?.call
    ? null
    : html`<tr class="call">
        <th scope="rowgroup" colspan="${columns + 1}">${call}</th>
      </tr> `

const nameCell = ({ name, isPiece }: Named, remark: string | null): Markup =>
  html`<th scope="row" class="${isPiece ? 'piece' : 'whole'}">
    ${name}${remark === null ? null : html`<small>${remark}</small>`}
  </th>`

/** The means of a twin stand in no table but its own. */
const quantitiesOf = ({ arm }: ArmParts) =>
  arm.role === 'twin' ? (['mean', 'p50', 'p10'] as const) : (['p50', 'p10'] as const)

function armTable(parts: ArmParts): Markup {
  const { arm, rows, counts } = parts
  const quantities = quantitiesOf(parts)
  return html`<details>
    <summary>${arm.label}: ${listed(quantities)} of each part</summary>
    <p>${counts}</p>
    <div class="frame" tabindex="0" role="group" aria-label="Parts of a page under ${arm.label}, table">
      <table class="figures parts">
        <caption class="unseen">
          Parts of a page under ${arm.label}, µs
        </caption>
        <thead>
          <tr>
            <th scope="col">part</th>
            ${quantities.map((quantity) => html`<th scope="col">${quantity}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row, index) =>
              html`${callRow(row, rows[index - 1], quantities.length)}
                <tr>
                  ${nameCell(row, row.ownRemark)}
                  ${quantities.map((quantity) => tableCell(row[quantity], RULES))}
                </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}
