/** The table of what each datapath adds to a page and to a bill, at each measured rate. */
import type { Bill } from '../model/bill/bill.ts'
import { html, type Markup } from '../look/markup.ts'
import { swatch } from './cards.ts'
import { factMarkup } from './cell.ts'

export const billTable = ({ columns, lines, intro, ranges, notes }: Bill): Markup =>
  html`<div class="panel">
    <p>${intro}</p>
    <div class="frame" tabindex="0" role="group" aria-label="What each datapath adds to a bill, table">
      <table class="plain bill">
        <caption class="unseen">
          What each datapath adds to a page, to CPU and memory, and to a bill
        </caption>
        <thead>
          <tr>
            <th scope="col">datapath</th>
            <th scope="col">at</th>
            ${columns.map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines.map(({ colour, name, against, at }) =>
            at.map(
              ({ rate, cells }, index) =>
                html`<tr>
                  ${
                    index === 0
                      ? html`<th scope="rowgroup" rowspan="${at.length}">
                          ${swatch(colour)}${name} <small>against ${against}</small>
                        </th>`
                      : ''
                  }
                  <th scope="row">${rate}</th>
                  ${cells.map((cell) => html`<td>${factMarkup(cell)}</td>`)}
                </tr> `,
            ),
          )}
        </tbody>
      </table>
    </div>
    ${
      ranges.length === 0
        ? ''
        : html`<ul>
            ${ranges.map((text) => html`<li>${text}</li>`)}
          </ul>`
    }
    ${notes.map((text) => html`<p class="note">${text}</p>`)}
  </div>`
