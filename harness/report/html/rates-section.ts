/** The cost of a hop at every rate: all datapaths side by side, a line for each rate. */
import type { RatesRow, RatesTable } from '../model/rates-table.ts'
import { html, type Markup } from '../look/markup.ts'
import { swatch } from './cards.ts'
import { tableCell } from './cell.ts'

/** Columns besides the figures: datapath, rate, pages under way. */
const OWN_COLUMNS = 3

/** Null for a run with one rate. */
export function ratesSection(rates: RatesTable | null): Markup | null {
  if (!rates) return null
  const { heading, note, columns, rows } = rates
  return html`<section class="rates">
    <h2>${heading}</h2>
    <p class="note">${note}</p>
    <div class="frame" tabindex="0" role="group" aria-label="${heading}, table">
      <table class="figures" style="--columns:${columns.length + OWN_COLUMNS}">
        <caption class="unseen">
          ${heading}
        </caption>
        <thead>
          <tr>
            <th scope="col">datapath</th>
            <th scope="col">rate</th>
            <th scope="col">pages under way</th>
            ${columns.map(({ title, clock }) => html`<th scope="col">${title}${small(clock)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(rowMarkup)}
        </tbody>
      </table>
    </div>
  </section>`
}

const rowMarkup = ({ kind, label, against, colour, basis, lines }: RatesRow): Markup[] =>
  lines.map(
    ({ rate, underWay, cells }, line) =>
      html`<tr class="${kind}${line > 0 ? ' same' : ''}">
        ${
          line === 0
            ? html`<th scope="row" rowspan="${lines.length}">
                ${swatch(colour)}${label}${small(against === null ? null : `against ${against}`)}
              </th>`
            : ''
        }
        <td>${rate}</td>
        <td>${underWay ?? ''}</td>
        ${cells.map((cell, index) =>
          tableCell(cell, { bases: [basis], saysNoInterval: true, saysVerdict: index === 0 }),
        )}
      </tr> `,
  )

const small = (text: string | null): Markup | null => (text === null ? null : html`<small>${text}</small>`)
