/** The section on what one gets to see for the cost: the questions that teams ask, and what each datapath answered in this run. */
import { html, type Markup } from '../look/markup.ts'
import type { ReportModel } from '../model/report-model.ts'
import { SEEING_WORDS, type SeeingMark } from '../model/seeing-matrix.ts'
import { swatch } from './cards.ts'
import { attemptsPart } from './attempts-part.ts'
import { sightsPart } from './sights-part.ts'

const SIGNS: Record<SeeingMark, string> = { yes: '●', partly: '◐', no: '–', unknown: '?' }

export function seeingSection({ seeing, attempts, sights, results }: ReportModel): Markup | '' {
  if (seeing === null) return ''
  const { datapaths, rows, pages } = seeing
  return html`<section>
    <h2 id="seeing">What you get to see</h2>
    <p class="note">
      After the last proof each datapath carried ${pages} while its own source of flows looked on. What it
      reported is held against what the services themselves counted.
      ${Object.entries(SIGNS).map(
        ([mark, sign], index) => html`${index === 0 ? '' : '; '}${sign} ${SEEING_WORDS[mark as SeeingMark]}`,
      )}.
    </p>
    <div class="frame" tabindex="0" role="group" aria-label="What you get to see, table">
      <table class="matrix seeing">
        <caption>
          Questions, and what each datapath answered
        </caption>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">question</span></th>
            ${datapaths.map(({ label, colour }) => html`<th scope="col">${swatch(colour)}${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ question, cells }) =>
              html`<tr>
                <th scope="row">${question}</th>
                ${cells.map(
                  ({ mark, evidence }) =>
                    html`<td class="${mark === 'no' ? 'no' : ''}">
                      <span aria-hidden="true">${SIGNS[mark]}</span
                      ><span class="unseen">${SEEING_WORDS[mark]}:</span>
                      <small class="long">${evidence}</small>
                    </td>`,
                )}
              </tr> `,
          )}
          <tr>
            <th scope="row">The flows themselves</th>
            ${datapaths.map(({ file }) =>
              file === null
                ? html`<td class="no">none</td>`
                : html`<td><a href="${results}${file}">${file}</a></td>`,
            )}
          </tr>
        </tbody>
      </table>
    </div>
    ${attemptsPart(attempts)}${sightsPart(sights)}
  </section>`
}
