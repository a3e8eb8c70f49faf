/** The table of what the cost buys: capabilities by datapath, and the evidence behind each mark. */
import type { CapabilityMark, CapabilityMatrix } from '../model/capability-matrix.ts'
import { html, type Markup } from '../look/markup.ts'
import { swatch } from './cards.ts'

/** For each mark: the sign, and the words for screen readers and for the legend. */
const MARKS: Record<CapabilityMark, { sign: string; words: string }> = {
  exercised: { sign: '●', words: 'exercised in this run, and proved' },
  could: { sign: '○', words: 'could give it; not exercised in this run' },
  no: { sign: '–', words: 'does not give it' },
}

export const capabilityTable = ({ datapaths, rows, evidence }: CapabilityMatrix): Markup =>
  html`<div class="frame" tabindex="0" role="group" aria-label="What each datapath gives, table">
      <table class="matrix">
        <caption>
          What the cost buys, as each datapath was set up here.
          ${Object.values(MARKS).map(
            ({ sign, words }, index) => html`${index === 0 ? '' : '; '}${sign} ${words}`,
          )}.
        </caption>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">capability</span></th>
            ${datapaths.map(({ label, colour }) => html`<th scope="col">${swatch(colour)}${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ mark, cells }) =>
              html`<tr>
                <th scope="row">${mark}</th>
                ${cells.map(
                  (one) =>
                    html`<td class="${one}">
                      <span aria-hidden="true">${MARKS[one].sign}</span
                      ><span class="unseen">${MARKS[one].words}</span>
                    </td>`,
                )}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${
      evidence.length === 0
        ? ''
        : html`<details>
            <summary>The evidence behind these marks (${evidence.length})</summary>
            <ul class="reasons">
              ${evidence.map((text) => html`<li>${text}</li>`)}
            </ul>
          </details>`
    }`
