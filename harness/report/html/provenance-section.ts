/** The section on what was and was not measured, on which machine, and how to repeat the run. */
import { CLUSTER_COLUMNS } from '../model/clusters.ts'
import type { Provenance } from '../model/provenance.ts'
import type { ReportModel } from '../model/report-model.ts'
import { swatch } from './cards.ts'
import { table } from './figure.ts'
import { html, type Markup } from '../look/markup.ts'

export const provenanceSection = ({ provenance: own, results, hasConfigs }: ReportModel): Markup =>
  html`<section>
    <h2>What was measured, and what was not</h2>
    <div class="beliefs">
      <div class="panel">
        <h3>Measured</h3>
        ${list(own.measured)}
      </div>
      <div class="panel">
        <h3>Not measured</h3>
        ${list(own.notMeasured)}
      </div>
    </div>
    <h3>How close each datapath is to what it is named after</h3>
    <div class="columned">${own.arms.map(armFidelity)}</div>
    ${
      own.clusters.length === 0
        ? ''
        : html`<h3>Clusters</h3>
            ${table('Clusters that datapaths ran in', CLUSTER_COLUMNS, own.clusters)}`
    }
    <h3>Do it again</h3>
    <p class="note">This run was made by ${own.code}; other code may measure in another way.</p>
    <pre tabindex="0" aria-label="command"><code>${own.reproduce}</code></pre>
    <details>
      <summary>Host and versions</summary>
      ${pairs([...own.host, ...own.versions, ['seed', own.seed]])}
    </details>
    <details>
      <summary>Settings of the host and of each datapath</summary>
      ${pairs(own.settings)}
      ${own.armSettings.map(
        ({ title, settings }) =>
          html`<h4>${title}</h4>
            ${pairs(settings)}`,
      )}
      ${hasConfigs ? html`<p class="note">Rendered configurations: <a href="${results}configs/">configs</a>.</p>` : ''}
    </details>
  </section>`

const list = (items: readonly string[]): Markup =>
  html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`

const pairs = (rows: readonly [string, string][]): Markup =>
  html`<dl class="pairs">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`

const armFidelity = ({ title, colour, closeness, same, missing }: Provenance['arms'][number]): Markup =>
  html`<div class="panel">
    <h4>${swatch(colour)}${title}</h4>
    <p class="fidelity">${closeness}</p>
    ${missing.length > 0 ? html`<p><b>Missing:</b> ${missing.join('; ')}.</p>` : ''}
    ${same.length > 0 ? html`<p><b>The same:</b> ${same.join('; ')}.</p>` : ''}
  </div>`
