/** The planted effects, under "Why you can believe it": a table of what was planted and found, and one of where nothing was. */
import { NOWHERE_COLUMNS, PLANTED_COLUMNS, type PlantedView } from '../model/planted/planted-view.ts'
import { html, type Markup } from '../look/markup.ts'
import { table } from './figure.ts'

export function plantedSection({
  intro,
  summary,
  isTrouble,
  rows,
  nowhere,
  notPlanted,
}: PlantedView): Markup {
  return html`<h3>Planted effects${summary === null ? '' : `: ${summary}`}</h3>
    <p class="note">${intro}</p>
    ${notPlanted.map((text) => html`<p class="${isTrouble ? 'trouble' : 'note'}">${text}.</p>`)}
    ${rows.length === 0 ? '' : table('Planted effects: truth and finding', PLANTED_COLUMNS, rows)}
    ${
      nowhere.length === 0
        ? ''
        : html`<details>
            <summary>Where nothing was planted: ${nowhere.length} figures</summary>
            ${table('Figures in which nothing was planted', NOWHERE_COLUMNS, nowhere)}
          </details>`
    }`
}
