/** What is seen first: run, machine, answer. */
import type { ReportModel } from '../model/report-model.ts'
import { html, type Markup } from '../look/markup.ts'

const SIGNS = { quiet: '✓', noisy: '≈', invalid: '✕' } as const

export const header = ({ strip, machine, notices, answer, question }: ReportModel): Markup =>
  html`<header>
      <div class="strip">
        <p><b>hopbench</b> ${strip.join(' · ')}</p>
        <p class="pill ${machine.tone}">
          <span aria-hidden="true">${SIGNS[machine.tone]}</span> ${machine.words}
        </p>
      </div>
      ${notices.map((notice) => html`<p class="notice">${notice}</p>`)}
    </header>
    <section class="answer">
      <p class="question">${question}</p>
      <h1>${answer.headline}</h1>
      ${answer.lede.map((paragraph) => html`<p class="lede">${paragraph}</p>`)}
    </section>`
