/** Who calls whom: the topology, with what the proofs counted. */
import { serviceGraphDrawing } from '../charts/service-graph.ts'
import { count } from '../model/format.ts'
import type { ReportModel } from '../model/report-model.ts'
import { figure, tableOf } from './figure.ts'
import { html, type Markup } from '../look/markup.ts'

export function graphSection({ graph }: ReportModel): Markup {
  const isProved = graph.edges.some(({ proved }) => proved)
  return html`<section>
    ${figure(
      'graph',
      'Who called whom',
      isProved
        ? 'Requests each service counted from each caller in the proofs of all datapaths, of those that were sent.'
        : 'Calls of one page. No proof counted them by caller.',
      serviceGraphDrawing(graph),
      2,
    )}
    ${tableOf(
      'calls by caller and service',
      ['caller', 'service', 'calls a page', 'counted in proofs'],
      graph.edges.map(({ from, to, callsPerPage, proved }) => [
        from,
        to,
        count(callsPerPage),
        proved ? `${count(proved.observed)} of ${count(proved.expected)}` : 'not measured',
      ]),
    )}
  </section>`
}
