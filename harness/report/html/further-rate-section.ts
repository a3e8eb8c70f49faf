/** The section of a further rate: its tables. The drawings are those of the first rate, and the table of all rates stands above. */
import type { LoadSection, ReportModel } from '../model/report-model.ts'
import { html, type Markup } from '../look/markup.ts'
import { figuresTable } from './figures-table.ts'
import { besideCpuTable, cpuTable, distributionTable, hopTable } from './load-tables.ts'
import { meansTable } from './parts-section.ts'

export function furtherRateSection(section: LoadSection, { confidence }: ReportModel): Markup {
  const { heading, clock } = section
  return html`<section class="load">
    <h2 class="load-name">Load ${heading}</h2>
    ${figuresTable(section, confidence)}
    ${
      clock.table === null
        ? ''
        : html`<details>
            <summary>Table: parts of a page by the hop clock, µs</summary>
            ${meansTable(clock.table)}
          </details>`
    }
    ${hopTable(section)} ${distributionTable(section)} ${cpuTable(section)} ${besideCpuTable(section)}
  </section>`
}
