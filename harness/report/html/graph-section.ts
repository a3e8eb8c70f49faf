/** The section that shows which service calls which, with the calls that the proofs counted. */
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
        ? 'Calls of one page. ✓: in the proofs of all datapaths, the called service counted exactly the calls that the caller made.'
        : 'Calls of one page. No proof counted them by caller.',
      serviceGraphDrawing(graph),
      2,
    )}
    ${[
      ...(graph.edges.some(({ kind }) => kind === 'query') ? [queriesNote()] : []),
      tableOf(
        'calls by caller and service',
        ['caller', 'service', 'calls a page', 'counted in the proofs of all datapaths'],
        graph.edges.map(({ from, to, kind, callsPerPage, proved }) => [
          from,
          kind === 'query' ? `${to} (queries)` : to,
          count(callsPerPage),
          proved ? `${count(proved.observed)} of ${count(proved.expected)}` : 'not measured',
        ]),
      ),
    ]}
  </section>`
}

/** What a query is counted as, which no figure of hops says. */
const queriesNote = (): Markup =>
  html`<p>
    A query of a database is no call and no hop. It is part of the page by the user clock; by the hop clock it
    is part of the service’s own time, because the hop clock reads HTTP only. The database itself counted the
    queries, by the name with which each service logs in. Its CPU and memory are those of an app.
  </p>`
