/** The part of the section on what one gets to see that shows what each datapath made of the scenario's attempts. */
import { html, type Markup } from '../look/markup.ts'
import type { AttemptCell, AttemptMark, AttemptsView } from '../model/attempts-view.ts'
import { table } from './figure.ts'

const SIGNS: Record<AttemptMark, string> = { yes: '●', part: '◐', no: '○', unknown: '?' }

export function attemptsPart(attempts: AttemptsView | null): Markup | '' {
  if (attempts === null) return ''
  const { arms, rows, rule } = attempts
  return html`<h3 id="attempts">Who noticed what was not normal, and who stopped it</h3>
    <p class="note">
      While normal pages went on, pods tried what no page does. The first line of a cell says whether the
      datapath’s flows show it, the second how it ended for the one who tried, the third whether a rule that
      learned the normal from the pages before names it. ${SIGNS.yes} yes; ${SIGNS.part} in part; ${SIGNS.no}
      no.
    </p>
    <table class="attempts">
      <caption>
        attempts, and what each datapath made of them
      </caption>
      <thead>
        <tr>
          <th scope="col">attempt</th>
          ${arms.map(({ label }) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, what, cells }) =>
            html`<tr>
              <th scope="row">${name}<small>${what}</small></th>
              ${cells.map((cell, index) => cellOf(cell, arms[index]!.label))}
            </tr> `,
        )}
      </tbody>
    </table>
    ${table(
      'what the rule was worth with the flows of each datapath',
      ['datapath', 'sees', 'reported by', 'attempts named', 'of what it named, of attempts', 'normal pages'],
      arms.map(({ label, sees, emitters, recall, precision, pages }) => [
        label,
        sees,
        emitters,
        recall,
        precision,
        pages,
      ]),
    )}
    <p class="note">${rule}</p>`
}

const cellOf = (cell: AttemptCell | null, label: string): Markup =>
  html`<td>
    <b class="whose">${label}</b>
    ${
      cell === null
        ? 'not tried'
        : [cell.seen, cell.blocked, cell.named].map(
            ({ mark, words }) =>
              html`<span class="${mark}"><i aria-hidden="true">${SIGNS[mark]}</i> ${words}</span>`,
          )
    }
  </td>`
