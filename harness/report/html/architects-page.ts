/** One page for a decision: the answer, what it costs here, what it gives, what would change it, and what must not be concluded. */
import type { Descriptor } from '../../results/record.ts'
import { html, type Markup } from '../look/markup.ts'
import type { ArchitectsPage } from '../model/architects/architects-page.ts'
import type { CostFigure, CostLine, CostOfDatapath, CostTable } from '../model/architects/cost-table.ts'
import type { Factor } from '../model/architects/factors.ts'
import type { GivesRow } from '../model/architects/gives-table.ts'
import type { Limit } from '../model/architects/limits.ts'
import { REPORT_HTML } from '../model/file-names.ts'
import { swatch } from './cards.ts'
import { documentOf } from './document.ts'
import { SIGNS } from './header.ts'

const SHEETS = ['base', 'first-screen', 'architects'] as const

export function architectsHtml(page: ArchitectsPage, datapaths: readonly Descriptor[]): string {
  const main = html`${head(page)} ${costs(page)} ${gives(page.gives)}
    <div class="pair">${factors(page.factors)} ${limits(page.limits)}</div>
    ${sources(page)}`
  return documentOf({
    title: page.title,
    description: page.headline,
    sheets: SHEETS,
    datapaths,
    main: html`<div style="--fit:${fitOf(main, page.costs).toFixed(3)}">${main}</div>`,
    footer: 'Made by hopbench from the records of one run.',
  })
}

/** So many letters, and cells of the table of costs at ten letters of blank each, fill a sheet of A4 at the full size of print; found by printing pages of many kinds. */
const LETTERS_OF_A_SHEET = 4400
const BLANK_OF_A_CELL = 10

/** How large letters may be for the page to fit one sheet, as a share of the full size: an area of text grows with their square. */
function fitOf({ text }: Markup, table: CostTable | null): number {
  const letters = text.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').length
  const lines = (table?.datapaths ?? []).flatMap((one) => one.lines)
  const blank = lines.reduce((sum, { figures: own }) => sum + BLANK_OF_A_CELL * own.length, 0)
  return Math.min(1, Math.sqrt(LETTERS_OF_A_SHEET / (letters + blank)))
}

const head = ({ strip, machine, alarms, question, headline, further, terms }: ArchitectsPage): Markup =>
  html`<header>
      <div class="strip">
        <p><b>hopbench</b> ${strip.join(' · ')}</p>
        <p class="pill ${machine.tone}">
          <span aria-hidden="true">${SIGNS[machine.tone]}</span> ${machine.words}
        </p>
      </div>
      ${alarms.map((text) => html`<p class="notice">${text}</p>`)}
    </header>
    <section class="answer">
      <p class="question">${question}</p>
      <h1>${headline}</h1>
      ${further.map((text) => html`<p class="further">${text}</p>`)}
      <p class="note">${terms}</p>
    </section>`

function costs({ costs: table, noCosts, notes }: ArchitectsPage): Markup {
  return html`<section>
    <h2>What it costs here</h2>
    ${table === null ? html`<p>${noCosts}</p>` : costTable(table)}
    <div class="notes">${notes.map((text) => html`<p class="note">${text}</p> `)}</div>
  </section>`
}

/** On a phone each line becomes a block. Roles keep it a table for screen readers, whichever way it is laid out. */
const costTable = ({ columns, datapaths, leftOut, scale }: CostTable): Markup =>
  html`<table
    class="costs"
    role="table"
    aria-label="What each datapath costs here"
    style="--rate:${rateWidth(datapaths)}em"
  >
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">datapath</th>
        <th scope="col" role="columnheader">load, rate</th>
        ${columns.map(
          ({ title, note }) =>
            html`<th scope="col" role="columnheader">
              ${title}${note === null ? '' : html`<small>${note}</small>`}
            </th>`,
        )}
      </tr>
    </thead>
    ${datapaths.map((one) => datapathRows(one, columns.length, scale))}
    ${
      leftOut.length === 0
        ? ''
        : html`<tbody role="rowgroup">
            ${leftOut.map(
              (text) =>
                html`<tr role="row">
                  <td role="cell" class="because" colspan="${columns.length + 2}">${text}</td>
                </tr>`,
            )}
          </tbody>`
    }
  </table>`

/** Width of the column of rates on paper, so that a long rate takes four lines and a short one two. */
function rateWidth(datapaths: readonly CostOfDatapath[]): number {
  const longest = Math.max(...datapaths.flatMap(({ lines }) => lines.map(({ rate }) => rate.length)))
  return longest > LONG_RATE ? WIDE_EM : NARROW_EM
}

const LONG_RATE = 40
const [NARROW_EM, WIDE_EM] = [7, 10]

const datapathRows = (
  { label, colour, about, lines }: CostOfDatapath,
  columns: number,
  scale: CostTable['scale'],
): Markup =>
  html`<tbody role="rowgroup" style="--colour:${colour}">
    ${lines.map(
      (line, index) =>
        html`<tr role="row">
          ${
            index === 0
              ? html`<th scope="rowgroup" role="rowheader" class="datapath" rowspan="${lines.length}">
                  ${swatch(colour)}${label}<small>${about}</small>
                </th>`
              : ''
          }
          <th scope="row" role="rowheader" class="rate">${line.rate}</th>
          ${
            line.because !== null
              ? html`<td role="cell" class="because" colspan="${columns}">${line.because}</td>`
              : figures(line, scale)
          }
        </tr> `,
    )}
  </tbody>`

const figures = ({ figures: all }: CostLine, scale: CostTable['scale']): Markup[] =>
  all.map((figure, index) => {
    const { column, text } = figure
    return html`<td
      role="cell"
      data-label="${[column.title, column.note].filter((part) => part !== null).join(', ')}"
    >
      <span class="${text.tone}">${text.main}</span
      >${text.small.map((line) => html`<small class="${ofLength(line)}">${line}</small>`)}${
        index === 0 ? bar(figure, scale) : ''
      }
    </td>`
  })

/** Texts with fewer letters than this stay on one line: intervals and most labels do, reasons do not. */
const SHORT = 30
const ofLength = (text: string): string => (text.length < SHORT ? 'short' : '')

const BAR = { width: 100, height: 7 }

/** The interval of a page on the scale of the whole table. The text above the drawing has the numbers. */
function bar({ cell }: CostFigure, { low, high }: CostTable['scale']): Markup | null {
  if (cell.kind === 'word' || cell.interval === null || high <= low) return null
  const x = (us: number): number => ((us - low) / (high - low)) * BAR.width
  const { interval, verdict } = cell
  const width = Math.max(x(interval.high) - x(interval.low), 1)
  return html`<svg
    class="bar"
    viewBox="0 0 ${BAR.width} ${BAR.height}"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    <rect x="0" y="3" width="${BAR.width}" height="1" fill="var(--line)" />
    <rect x="${x(0).toFixed(1)}" y="0" width="0.7" height="${BAR.height}" fill="var(--ink-soft)" />
    <rect
      x="${x(interval.low).toFixed(1)}"
      y="1.5"
      width="${width.toFixed(1)}"
      height="4"
      fill="${verdict === 'higher' || verdict === 'lower' ? 'var(--colour)' : 'var(--part-3)'}"
    />
  </svg>`
}

const gives = (rows: readonly GivesRow[]): Markup | null =>
  rows.length === 0
    ? null
    : html`<section>
        <h2>What it gives</h2>
        <table class="gives" aria-label="What each datapath gives">
          <thead>
            <tr>
              <th scope="col">datapath</th>
              <th scope="col">exercised in this run, and proved</th>
              <th scope="col">could give; not exercised, because</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ label, colour, exercised, could }) =>
                html`<tr>
                  <th scope="row" class="${ofLength(label)}">${swatch(colour)}${label}</th>
                  <td>${exercised}</td>
                  <td class="could">${could}</td>
                </tr> `,
            )}
          </tbody>
        </table>
      </section>`

const factors = (all: readonly Factor[]): Markup | null =>
  all.length === 0
    ? null
    : html`<section>
        <h2>What would change the answer</h2>
        <dl class="points">
          ${all.map(
            ({ name, text, command }) =>
              html`<div>
                <dt>${name}:</dt>
                <dd>
                  ${text}${command === null ? '' : html` <span class="measure">Measure: <code>${command}</code></span>`}
                </dd>
              </div>`,
          )}
        </dl>
      </section>`

const limits = (all: readonly Limit[]): Markup =>
  html`<section>
    <h2>What must not be concluded</h2>
    <dl class="points">
      ${all.map(
        ({ name, text, isTrouble }) =>
          html`<div class="${isTrouble ? 'trouble' : 'limit'}">
            <dt>${name}:</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>
  </section>`

const sources = ({ sources: all, reproduce }: ArchitectsPage): Markup =>
  html`<section class="sources">
    <h2>Where the numbers come from</h2>
    <p>
      ${all.map(({ name, text }) => html`<b>${name}</b> ${text} · `)}<b>again</b> <code>${reproduce}</code> ·
      <a href="${REPORT_HTML}">the whole report</a>: every figure, proof and setting.
    </p>
  </section>`
