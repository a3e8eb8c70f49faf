/** The section that compares the emulation with the real product, where both ran on this host. */
import { CALIBRATION_COLUMNS } from '../model/calibration.ts'
import type { ReportModel } from '../model/report-model.ts'
import { table } from './figure.ts'
import { html, type Markup } from '../look/markup.ts'

const HEADING = 'Emulated and real, side by side'

/** Null for a run that was not compared with a run of another provider, although it could have been. */
export function calibrationSection({ calibration, results }: ReportModel): Markup | null {
  if (!calibration) return null
  if (calibration.kind === 'absence')
    return html`<section>
      <h2>${HEADING}</h2>
      <p class="note">${calibration.text}</p>
    </section>`
  const { intro, rows, parts, partsNote, pairs, notCompared } = calibration
  return html`<section>
    <h2>${HEADING}</h2>
    <p class="note">${intro}</p>
    ${table('Figures of the emulation and of the real thing', CALIBRATION_COLUMNS, rows)}
    <h3>Parts of a page, emulated and real</h3>
    <p class="note">${partsNote}</p>
    ${
      parts.length === 0
        ? ''
        : table('Parts of a page under the emulation and under the real thing', CALIBRATION_COLUMNS, parts)
    }
    <details>
      <summary>What differs between the two sides</summary>
      <div class="columned">
        ${pairs.map(
          ({ heading, model, real }) =>
            html`<div class="panel">
              <h3>${heading}</h3>
              <p>${model}.</p>
              <p>${real}.</p>
            </div>`,
        )}
      </div>
    </details>
    ${notCompared.length === 0 ? '' : html`<p class="note">Not compared: ${notCompared.join('; ')}.</p>`}
    <p class="note">The figures: <a href="${results}calibration.json">calibration.json</a>.</p>
  </section>`
}
