/** The first screen: the run, the machine, the answer, and the answer as a picture. */
import type { ReportModel } from '../model/report-model.ts'
import { html, type Markup } from '../look/markup.ts'
import { ARCHITECTS_HTML } from '../model/file-names.ts'

export const SIGNS = { quiet: '✓', noisy: '≈', invalid: '✕' } as const

/** @param picture the picture of the first load; null where there is nothing to draw */
export const header = (
  { strip, machine, notices, leftOut, answer, question, legend }: ReportModel,
  picture: Markup | null,
): Markup =>
  html`<header>
      <div class="strip">
        <p><b>hopbench</b> ${strip.join(' · ')}</p>
        <p class="pill ${machine.tone}">
          <span aria-hidden="true">${SIGNS[machine.tone]}</span> ${machine.words}
        </p>
        ${machine.tone === 'invalid' ? '' : html`<p><a href="${ARCHITECTS_HTML}">On one page, for a decision</a></p>`}
      </div>
      ${[...notices, ...leftOut].map((notice) => html`<p class="notice">${notice}</p>`)}
    </header>
    <section class="answer">
      <p class="question">${question}</p>
      <h1>${answer.headline}</h1>
      ${
        picture === null
          ? ''
          : html`<div class="picture">
              ${picture}
              ${
                legend.length === 0
                  ? ''
                  : html`<dl class="verdicts" aria-label="What the verdicts mean">
                      ${legend.map(
                        ({ verdict, meaning }) =>
                          html`<div>
                            <dt>${verdict}</dt>
                            <dd>${meaning}</dd>
                          </div>`,
                      )}
                    </dl>`
              }
            </div>`
      }
      <div class="ledes">${answer.lede.map((paragraph) => html`<p class="lede">${paragraph}</p>`)}</div>
    </section>`
