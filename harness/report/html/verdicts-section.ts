/** The section on who may call whom: what each arm makes of the scenario's policies, cell by cell. */
import { table } from './figure.ts'
import { html, type Markup } from '../look/markup.ts'
import { COUNT_COLUMNS, countRow, DEVIATION_COLUMNS, type VerdictsView } from '../model/verdicts-view.ts'

export function verdictsSection(verdicts: VerdictsView | null): Markup | '' {
  if (verdicts === null) return ''
  const { arms, deviations, matrix } = verdicts
  return html`<section class="verdicts">
    <h2 id="verdicts">Who may call whom</h2>
    <p class="note">
      Each pod tried every other one, at each port and with each request that the policies tell apart. What is
      expected is the verdict of the policies that the datapath enforces; what passes although all policies
      together deny it is counted beside.
    </p>
    ${table('cells of the verdict matrix, and how many ended as expected', COUNT_COLUMNS, arms.map(countRow), deviates)}
    ${arms.map(besides)}
    ${
      deviations.length === 0
        ? html`<p>No cell deviates.</p>`
        : table('cells that deviate', DEVIATION_COLUMNS, deviations, deviates)
    }
    <details>
      <summary>
        The whole matrix: ${matrix.cells} cells${matrix.isFolded ? ', those that ended alike in one row' : ''}
      </summary>
      ${table('every cell, and how it ended in each arm', matrix.columns, matrix.rows, deviates)}
    </details>
  </section>`
}

/** What an arm does not enforce, and which cells pass because of that. */
function besides({ label, notEnforced, passing }: VerdictsView['arms'][number]): Markup | '' {
  if (notEnforced.length === 0 && passing.length === 0) return ''
  return html`<p class="note">
    <b>${label}</b>:
    ${notEnforced.join('; ')}.${passing.length === 0 ? '' : html` Therefore passes: ${passing.join('; ')}.`}
  </p>`
}

const deviates = (cell: string | Markup): string | null =>
  typeof cell === 'string' && cell.startsWith('✗') ? 'deviates' : null
