/** The part of the section on seeing that shows what each datapath saw of the same pages. */
import { html, type Markup } from '../look/markup.ts'
import type { ArmSights } from '../model/arm-sights.ts'
import { seenGraphDrawing } from '../charts/seen-graph.ts'
import { plural } from '../model/text.ts'
import { figure, table } from './figure.ts'

export function sightsPart(sights: ArmSights | null): Markup | '' {
  if (sights === null) return ''
  const { arms, calls } = sights
  return html`<h3 id="seen">What each datapath saw of the same pages</h3>
    <p class="note">What had to be switched on for this was on in no measured window.</p>
    ${table(
      'calls, and what each datapath saw of them',
      ['call', ...arms.map(({ label }) => label)],
      calls.map(({ from, to, note, cells }) => [
        note === null ? `${from} → ${to}` : `${from} → ${to} (${note})`,
        ...cells,
      ]),
    )}
    ${table(
      'how complete each datapath’s view was',
      [
        'datapath',
        'sees',
        'edges found',
        'calls seen',
        'edges that were not there',
        'events lost',
        'switched on for this',
      ],
      arms.map((arm) => [arm.label, arm.sees, arm.edges, arm.calls, arm.invented, arm.lost, arm.switchedOn]),
    )}
    ${arms.map(drawingOf)}`
}

/** What one datapath saw, as a drawing that opens on a click. */
function drawingOf({ label, graph }: ArmSights['arms'][number], index: number): Markup | '' {
  if (graph === null || graph.edges.length === 0) return ''
  const id = `seen-${index}`
  const beside =
    graph.beside === 0
      ? ''
      : ` ${plural(graph.beside, 'edge')} beside the calls, such as resolved names, ${graph.beside === 1 ? 'is' : 'are'} left out.`
  return html`<details>
    <summary>Graph: what ${label} saw</summary>
    ${figure(
      id,
      `Who called whom, as seen by ${label}`,
      `Drawn from its flows, not from the scenario. Frames are namespaces.${beside}`,
      seenGraphDrawing(graph, id),
    )}
  </details>`
}
