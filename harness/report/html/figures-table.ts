/** The table of all figures of a load, with the columns of `model/columns.ts`. */
import { clockNote, intervalNote } from '../model/columns.ts'
import type { FigureRow } from '../model/figures.ts'
import type { LoadSection, ReportModel } from '../model/report-model.ts'
import { swatch } from './cards.ts'
import { tableCell } from './cell.ts'
import { html, type Markup } from '../look/markup.ts'

export function figuresTable({ figures, view }: LoadSection, confidence: ReportModel['confidence']): Markup {
  const { columns, rows, intervals, unresolved, apart } = figures
  return html`<p class="note">
      At ${view.rate}. The baseline’s row has its own figures; other rows have differences within the same
      bring-up, in µs unless another unit is named. Bold figures are resolved. Each figure is rounded by
      itself, so that a sum may differ in its last digit. ${intervals} Memory in the baseline’s row is that of
      the whole arm without its client; in other rows it is what is added.
    </p>
    <div class="frame" tabindex="0" role="group" aria-label="All figures, table">
      <table class="figures" style="--columns:${columns.length}">
        <caption class="unseen">
          All figures at ${view.rate}
        </caption>
        <thead>
          <tr>
            <th scope="col">datapath</th>
            ${columns.map((column) => html`<th scope="col">${column.title}${small(clockNote(column, view))}${small(intervalNote(column))}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => rowMarkup(row, columns.length, `at ${confidence.percent}`))}
        </tbody>
      </table>
    </div>
    ${apart.map((text) => html`<p class="note">${text}</p>`)}
    ${
      unresolved.length === 0
        ? ''
        : html`<details>
            <summary>
              What is not resolved or withheld, and what would resolve it (${unresolved.length})
            </summary>
            <ul class="reasons">
              ${unresolved.map((text) => html`<li>${text}</li>`)}
            </ul>
          </details>`
    }`
}

const small = (text: string | null): Markup | null => (text === null ? null : html`<small>${text}</small>`)

/** @param basis confidence of the intervals of comparisons, which holds unless the row or the column has its own */
function rowMarkup(row: FigureRow, columns: number, basis: string): Markup {
  const about = [row.against === null ? null : `against ${row.against}`, basisText(row), row.buys]
  const name = html`<th scope="row">${swatch(row.colour)}${row.label}${about.map(small)}</th>`
  if (row.absent !== null)
    return html`<tr class="${row.kind}">
      ${name}
      <td colspan="${columns}" class="absent">no figures: ${row.absent}</td>
    </tr> `
  return html`<tr class="${row.kind}">
    ${name}
    ${row.cells.map(({ column, cell }, index) =>
      tableCell(cell, {
        bases: [row.basis ?? basis, intervalNote(column) ?? basis],
        saysNoInterval: column.intervals !== 'none',
        saysVerdict: index === 0,
      }),
    )}
  </tr> `
}

const basisText = ({ kind, basis }: FigureRow): string | null =>
  basis === null ? null : `${kind === 'baseline' ? 'its own figures' : 'noise'}, ${basis}`
