/** Imported files as one HTML page with the look of a report, without scripts and without requests. */
import { documentOf } from '../../report/html/document.ts'
import { table } from '../../report/html/figure.ts'
import { html, type Markup } from '../../report/look/markup.ts'
import { importTitle, NOT_MEASURED_HERE } from './import-title.ts'
import { importView, NEVER_IMPORTED, type ImportView } from './import-view.ts'
import type { Imported } from './imported.ts'
import { sideBySide } from './side-by-side.ts'

const SHEETS = ['base', 'first-screen', 'cards', 'parts', 'tables', 'imported', 'narrow', 'print'] as const

/** @param version of hopbench */
export const importPage = (files: readonly Imported[], version: string): string =>
  documentOf({
    title: `hopbench: ${importTitle(files)}`,
    description: NOT_MEASURED_HERE,
    sheets: SHEETS,
    datapaths: [],
    main: html`<header>
        <div class="strip">
          <p><b>hopbench</b> imported</p>
          <p class="pill noisy"><span aria-hidden="true">≈</span> not measured by hopbench</p>
        </div>
      </header>
      <section class="answer">
        <h1>${importTitle(files)}</h1>
        <p class="lede">${NOT_MEASURED_HERE}</p>
      </section>
      ${sideBySide(files).map(
        ({ caption, head, rows }, n) =>
          html`<section class="imported">
            ${n === 0 ? html`<h2>Side by side</h2>` : ''} ${table(caption, head, rows)}
          </section>`,
      )}
      ${files.map(importView).map(fileSection)}
      <section>
        <h2>What these files cannot say</h2>
        <ul class="never">
          ${NEVER_IMPORTED.map((text) => html`<li>${text}</li>`)}
        </ul>
      </section>`,
    footer: `hopbench ${version}, import of ${files.length === 1 ? 'one file' : `${files.length} files`}`,
  })

const fileSection = ({ file, tool, rows, notes }: ImportView): Markup =>
  html`<section class="imported">
    <h2>${file}</h2>
    ${table(
      `${tool}: what ${file} says`,
      ['figure', 'value', 'remark'],
      rows.map(({ name, value, remark }) => [name, value, remark]),
    )}
    ${notes.map((text) => html`<p class="note">${text}</p>`)}
  </section>`
