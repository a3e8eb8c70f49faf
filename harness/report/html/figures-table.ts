/** All figures of a load in one table. */
import type { Cell, FigureRow } from '../model/figures.ts'
import type { LoadSection, ReportModel } from '../model/report-model.ts'
import { swatch } from './cards.ts'
import { html, type Markup } from '../look/markup.ts'

/** Letters of an interval or a spread, which stay on one line; a reason does not. */
const SHORT = 18

export function figuresTable({ figures, view }: LoadSection, confidence: ReportModel['confidence']): Markup {
  const columns = [
    'datapath',
    'p50, µs a hop',
    'p50, µs a page',
    'p90',
    'p99',
    ...(figures.hasConnect ? ['connect'] : []),
    'CPU / 1000 pages',
    'idle CPU / hour',
    ...(view.hasControlPlane ? ['control plane / hour'] : []),
    'memory',
    'max. pages/s',
  ]
  return html`<p class="note">
      At ${view.rate}. Baseline and twin: their own figures. Others: difference in the same round, µs unless
      named, median with an interval at ${confidence.percent} (${String(confidence.familySize)} comparisons
      share an error of 5 %). Bold: resolved. Memory: whole arm without its client.
    </p>
    <div class="frame" tabindex="0" role="region" aria-label="All figures, table">
      <table class="figures">
        <caption class="unseen">
          All figures at ${view.rate}
        </caption>
        <thead>
          <tr>
            ${columns.map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${figures.rows.map((row) => rowMarkup(row, columns.length))}
        </tbody>
      </table>
    </div>
    ${
      figures.unresolved.length === 0
        ? ''
        : html`<details>
            <summary>
              What is not resolved or withheld, and what would resolve it (${figures.unresolved.length})
            </summary>
            <ul class="reasons">
              ${figures.unresolved.map((text) => html`<li>${text}</li>`)}
            </ul>
          </details>`
    }`
}

function rowMarkup(row: FigureRow, columns: number): Markup {
  const label = [row.label, row.against === null ? '' : html`<small>against ${row.against}</small>`]
  const name = html`<th scope="row">${swatch(row.colour)}${label}<small>${row.buys}</small></th>`
  if (row.absent)
    return html`<tr class="${row.kind}">
      ${name}
      <td colspan="${columns - 1}" class="absent">no figures: ${row.absent}</td>
    </tr> `
  const cells = [
    row.p50,
    row.p90,
    row.p99,
    row.connect,
    row.cpu,
    row.idle,
    row.controlPlane,
    row.memory,
    row.capacity,
  ]
  return html`<tr class="${row.kind}">
    ${name} ${cellMarkup(row.perHop, true)}
    ${cells.filter((cell) => cell !== null).map((cell) => cellMarkup(cell))}
  </tr> `
}

/**
 * A number is plain; a word instead of one is set back, so that nobody reads past it. Resolved differences are bold and
 * carry their sign: only the first column repeats it in words.
 */
function cellMarkup({ main, more, verdict }: Cell, isHeadline = false): Markup {
  const isWord = !/\d/.test(main)
  const says =
    verdict !== null && verdict !== main && (isHeadline || (verdict !== 'higher' && verdict !== 'lower'))
  return html`<td>
    <span class="${isWord ? 'word' : verdict === 'not resolved' ? 'unsure' : 'value'}">${main}</span>${
      more ? html`<small class="${more.length < SHORT ? 'short' : 'long'}">${more}</small>` : ''
    }${says ? html`<small class="verdict ${verdict.replace(' ', '-')}">${verdict}</small>` : ''}
  </td>`
}
