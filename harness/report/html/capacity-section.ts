/** What each datapath carries at saturation, and what limited it. */
import type { CapacityTable } from '../model/capacity-table.ts'
import { html, type Markup } from '../look/markup.ts'
import { table } from './figure.ts'

/** Null for a run that measured no capacity. */
export const capacitySection = (capacity: CapacityTable | null): Markup | null =>
  capacity === null
    ? null
    : html`<section>
        <h2>At saturation</h2>
        <p class="note">${capacity.note}</p>
        ${table('What each datapath carries at saturation, and what limited it', capacity.columns, capacity.rows)}
      </section>`
