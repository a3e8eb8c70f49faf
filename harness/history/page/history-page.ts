/** The page of costs over time: a section for each setting, with as many loads as the page has room for. */
import { documentOf, withPrograms } from '../../report/html/document.ts'
import { html, type Markup } from '../../report/look/markup.ts'
import { plural } from '../../report/model/text.ts'
import { FEWEST_ON_A_SIDE } from '../../stats/change-points/e-divisive.ts'
import type { History } from '../read-history.ts'
import { OTAVA_CONFIG } from '../otava.ts'
import type { Setting } from '../settings.ts'
import { closer } from './closer.ts'
import { drawnLoads, type DrawnLoads } from './drawn-loads.ts'
import { GENERATOR, huesOf, HISTORY_PAGE, noticeList, RUNS_PAGE, SHEETS, skippedTable } from './page-parts.ts'
import { settingName } from './setting-section.ts'

/** A page of 2 MB opens at once everywhere; what is left is for the list of loads that do not fit. */
const MOST_BYTES = 1_900_000

const TITLE = 'Costs over time'

/** @param linesWithoutFile lines of which there is no file for Otava */
export async function historyPage(
  history: History,
  settings: readonly Setting[],
  linesWithoutFile: number,
): Promise<string> {
  const around = await pageOf(history, settings, { sections: [], closer: [], leftOut: [] }, linesWithoutFile)
  const loads = await drawnLoads(settings, MOST_BYTES - Buffer.byteLength(around))
  return pageOf(history, settings, loads, linesWithoutFile)
}

async function pageOf(
  history: History,
  settings: readonly Setting[],
  { sections, closer: figures, leftOut }: DrawnLoads,
  linesWithoutFile: number,
): Promise<string> {
  const { section, ...programs } = await closer(figures)
  const page = documentOf({
    title: `hopbench: ${TITLE.toLowerCase()}`,
    description: `What each datapath cost in ${plural(history.runs.length, 'run')}, as a multiple of the arm that it is compared with`,
    sheets: SHEETS,
    datapaths: huesOf(history.runs),
    main: html`<header>
        <div class="strip">
          <p><b>hopbench</b> ${plural(history.runs.length, 'run')}</p>
          <p><a href="${RUNS_PAGE}">All runs</a></p>
        </div>
        ${noticeList(history.notices)}
      </header>
      <section class="answer">
        <h1>${TITLE}</h1>
        <p class="note">
          Each cost is a multiple of the arm that it is compared with in the same run, so that a machine that
          became slower as a whole moves no line. The band is the run’s own interval. Dotted lines are breaks:
          what is left and right of them may not be compared, because the method, the scenario, the rate or
          the host’s kernel changed. Solid lines are changes of level by E-divisive (Matteson and James, 2014;
          ${FEWEST_ON_A_SIDE} runs on each side, p at most 0.01). They are advice where to look and no
          verdict: about one of a hundred lines without any change shows one.
          <a href="history/${OTAVA_CONFIG}">Files for Apache Otava</a> have
          ${
            linesWithoutFile === 0
              ? 'all figures'
              : `the longest lines; there are none of the ${plural(linesWithoutFile, 'shortest line')}`
          }.
        </p>
        ${
          settings.every(({ runs }) => runs.length < 2)
            ? html`<p class="notice">
                No setting has two runs yet, so there is no line to draw. Run the same scenario again on this
                machine: a line begins with two runs, and changes of level are looked for from
                ${2 * FEWEST_ON_A_SIDE} runs on.
              </p>`
            : ''
        }
      </section>
      ${section} ${sections} ${leftOutPart(leftOut)} ${skippedTable(history.skipped)}`,
    footer: `hopbench, ${HISTORY_PAGE}`,
  })
  return withPrograms(page.replace('<title>', `${GENERATOR}<title>`), programs)
}

/** More loads than these are counted only. */
const MOST_NAMED = 20

function leftOutPart(leftOut: DrawnLoads['leftOut']): Markup | null {
  if (leftOut.length === 0) return null
  const named = leftOut.slice(0, MOST_NAMED)
  return html`<section>
    <h2 id="left-out">Not drawn here</h2>
    <p class="note">
      This page has no room for ${plural(leftOut.length, 'further load')}. Name a folder with fewer runs for a
      page of their own.
    </p>
    <ul>
      ${named.map(({ setting, load }) => html`<li>${settingName(setting)}, load ${load.load}, ${plural(setting.runs.length, 'run')}</li>`)}
    </ul>
  </section>`
}
