/** The section "Why you can believe it", with tables of proofs that open on a click and links to the records. */
import type { ArmProofs } from '../model/believe/path-facts.ts'
import type { ReportModel } from '../model/report-model.ts'
import { table } from './figure.ts'
import { plantedSection } from './planted-section.ts'
import { html, type Markup } from '../look/markup.ts'

/** Most rows of one arm that the page lists; evidence.jsonl has all of them. */
const MOST_ROWS = 60

export const believeSection = ({ beliefs, planted, proofs, results, journalFile }: ReportModel): Markup =>
  html`<section>
    <h2>Why you can believe it</h2>
    <div class="beliefs">
      ${beliefs.map(
        ({ heading, facts }) =>
          html`<div class="panel">
            <h3>${heading}</h3>
            <ul>
              ${facts.map(({ text, isTrouble }) =>
                isTrouble
                  ? html`<li class="trouble">
                      <span class="sign" aria-hidden="true">!</span
                      ><span class="unseen">attention:</span> ${text}
                    </li>`
                  : html`<li>${text}</li>`,
              )}
            </ul>
          </div>`,
      )}
    </div>
    ${plantedSection(planted)}
    <p class="note">
      Records: <a href="${results}evidence.jsonl">every proof</a>,
      <a href="${results}${journalFile}">every trial</a>, <a href="${results}run.json">the run</a>,
      <a href="summary.json">the analysis</a>.
    </p>
    ${proofs.map(armProofTable)}
  </section>`

function armProofTable({ arm, held, total, rows }: ArmProofs): Markup {
  const shown = rows.slice(0, MOST_ROWS)
  return html`<details>
    <summary>Proofs of ${arm.label}: ${held} of ${total} hold</summary>
    ${table(
      `${arm.title}: what it claims and what was seen, over all bring-ups`,
      ['claim', 'where', 'expected', 'seen', 'read from', 'held'],
      shown.map(({ claim, where, expected, observed, source, held, total }) => [
        claim,
        where,
        expected,
        observed,
        source,
        held === total ? `${held} of ${total}` : html`<b class="trouble">${held} of ${total}</b>`,
      ]),
    )}
    ${rows.length > shown.length ? html`<p class="note">${rows.length - shown.length} more in evidence.jsonl.</p>` : ''}
  </details>`
}
