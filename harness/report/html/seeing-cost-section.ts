/** What seeing costs, on every datapath of which an arm was asked to make something visible. */
import type { SeeingCostTable } from '../model/seeing-cost-table.ts'
import { html, type Markup } from '../look/markup.ts'
import { table } from './figure.ts'

/** Null for a run without such arms. */
export const seeingCostSection = (seeing: SeeingCostTable | null): Markup | null =>
  seeing === null
    ? null
    : html`<section>
        <h2>What seeing costs</h2>
        <p class="note">${seeing.note}</p>
        ${table('What it costs to make traffic visible, and what was lost of it', seeing.columns, seeing.rows)}
      </section>`
