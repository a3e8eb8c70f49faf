/** The part of the section on seeing that shows what each datapath saw of the same pages. */
import { html, type Markup } from '../look/markup.ts'
import type { ArmSights } from '../model/arm-sights.ts'
import { table } from './figure.ts'

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
    )}`
}
