/** The table of what each datapath adds to a page and to a bill. */
import { PAGE_COST_COLUMNS, type PageCost } from '../model/page-cost.ts'
import { html, type Markup } from '../look/markup.ts'
import { swatch } from './cards.ts'
import { factMarkup } from './cell.ts'

export const pageCost = (cost: PageCost): Markup =>
  html`<div class="panel">
    <p>${cost.page}</p>
    <div class="frame" tabindex="0" role="region" aria-label="What each datapath adds to a page, table">
      <table class="plain">
        <caption class="unseen">
          What each datapath adds to a page and to a bill
        </caption>
        <thead>
          <tr>
            <th scope="col">datapath</th>
            ${PAGE_COST_COLUMNS.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${cost.lines.map(
            ({ colour, name, against, cells }) =>
              html`<tr>
                <th scope="row">${swatch(colour)}${name} <small>against ${against}</small></th>
                ${cells.map((cell) => html`<td>${factMarkup(cell)}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">${cost.assumption}</p>
  </div>`
