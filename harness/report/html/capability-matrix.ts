/** The table of what the cost buys: capabilities by datapath. */
import type { CapabilityMatrix } from '../model/capability-matrix.ts'
import { html, type Markup } from '../look/markup.ts'
import { swatch } from './cards.ts'

export const capabilityTable = ({ datapaths, rows }: CapabilityMatrix): Markup =>
  html`<div class="frame" tabindex="0" role="region" aria-label="What each datapath gives, table">
    <table class="matrix">
      <caption>
        What the cost buys: functions that each datapath has as it was set up here. Having a function does not
        mean that this run used it.
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="unseen">capability</span></th>
          ${datapaths.map(({ label, colour }) => html`<th scope="col">${swatch(colour)}${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ mark, has }) =>
            html`<tr>
              <th scope="row">${mark}</th>
              ${has.map((one) =>
                one
                  ? html`<td><span aria-hidden="true">✓</span><span class="unseen">yes</span></td>`
                  : html`<td class="lacks">
                      <span aria-hidden="true">–</span><span class="unseen">no</span>
                    </td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
