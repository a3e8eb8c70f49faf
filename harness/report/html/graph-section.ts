/** The section that shows which service calls which, with the calls that the proofs counted and what each datapath saw. */
import { serviceGraphDrawing } from '../charts/service-graph.ts'
import { count } from '../model/format.ts'
import type { ReportModel } from '../model/report-model.ts'
import { figure, tableOf } from './figure.ts'
import { html, type Markup } from '../look/markup.ts'
import { attemptsPart } from './attempts-part.ts'
import { sightsPart } from './sights-part.ts'

export function graphSection({ graph, sights, attempts }: ReportModel): Markup {
  const isProved = graph.edges.some(({ proved }) => proved)
  return html`<section>
    ${figure(
      'graph',
      'Who called whom',
      isProved
        ? 'Calls of one page. ✓: in the proofs of all datapaths, the called service counted exactly the calls that the caller made.'
        : 'Calls of one page. No proof counted them by caller.',
      serviceGraphDrawing(graph),
      2,
    )}
    ${[
      tableOf(
        'calls by caller and service',
        ['caller', 'service', 'calls a page', 'counted in the proofs of all datapaths'],
        graph.edges.map(({ from, to, callsPerPage, proved }) => [
          from,
          to,
          count(callsPerPage),
          proved ? `${count(proved.observed)} of ${count(proved.expected)}` : 'not measured',
        ]),
      ),
      sightsPart(sights),
      attemptsPart(attempts),
    ]}
  </section>`
}
