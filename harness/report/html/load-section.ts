/** The section of one load: cards, capabilities, the bill of the whole run (in the first load's section), parts of a page, table of figures, drawings. */
import type { LoadSection, ReportModel } from '../model/report-model.ts'
import { html, type Markup } from '../look/markup.ts'
import { billTable } from './bill.ts'
import { capabilityTable } from './capability-matrix.ts'
import { cards } from './cards.ts'
import { cpuDrawing, hopDrawing, picture, requestsDrawing, scatterDrawing } from './drawings.ts'
import { figuresTable } from './figures-table.ts'
import { partsSection } from './parts-section.ts'

/**
 * @param id unique among loads; the ids of the load's drawings begin with it
 * @param isFirst true for the first load, whose picture the first screen already shows
 */
export async function loadSection(
  section: LoadSection,
  model: ReportModel,
  id: string,
  isFirst: boolean,
): Promise<Markup> {
  const [hop, requests, scatter, cpu] = [
    await hopDrawing(section, id),
    await requestsDrawing(section, id),
    await scatterDrawing(section, id),
    await cpuDrawing(section, id),
  ]
  const { view, matrix } = section
  return html`<section class="load">
    ${model.loads.length > 1 ? html`<h2 class="load-name">Load ${section.heading}</h2>` : ''}
    ${isFirst ? '' : await picture(section, id, 3)} ${cards(section.cards, view.rate)}
    ${matrix === null ? '' : capabilityTable(matrix)}
    ${
      isFirst && model.bill
        ? html`<h2>
              What it costs, at the measured ${model.bill.lines[0]!.at.length === 1 ? 'rate' : 'rates'}
            </h2>
            ${billTable(model.bill)}`
        : ''
    }
    ${partsSection(section, id)}
    <h2>All figures</h2>
    ${figuresTable(section, model.confidence)} ${hop}
    <div class="columns">${requests} ${scatter}</div>
    ${cpu}
  </section>`
}
