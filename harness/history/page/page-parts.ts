/** What the pages of the history share: style sheets, names of files, notices, and the table of files that were skipped. */
import type { Programs } from '../../report/html/document.ts'
import { table } from '../../report/html/figure.ts'
import { html, trusted, type Markup } from '../../report/look/markup.ts'
import { plural } from '../../report/model/text.ts'
import type { Skipped } from '../find-summaries.ts'
import type { HistoryRun } from '../read-history.ts'

export const SHEETS = ['base', 'first-screen', 'parts', 'tables', 'history', 'narrow', 'print'] as const

export const RUNS_PAGE = 'index.html'
export const HISTORY_PAGE = 'history.html'

/** By this `history` knows its own pages, and overwrites no others. */
export const GENERATOR = '<meta name="generator" content="hopbench history" />'

/** Scripts and requests are forbidden, whatever a name of a run contains. */
export const NO_PROGRAMS: Programs = {
  policy: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
  scripts: trusted(''),
}

/** The colour of each datapath, as the newest run has it. @param runs by time */
export const huesOf = (
  runs: readonly HistoryRun[],
): Pick<HistoryRun['facts']['datapaths'][number], 'name' | 'hue'>[] => [
  ...new Map(
    runs.flatMap(({ facts }) => facts.datapaths.map((datapath) => [datapath.name, datapath])),
  ).values(),
]

/** More are counted only. */
const MOST_SHOWN = 100

export function noticeList(notices: readonly string[]): Markup[] {
  const shown = notices.slice(0, MOST_SHOWN)
  const rest = notices.length - shown.length
  return [...shown, ...(rest > 0 ? [`${rest} more notices about times that cannot be right.`] : [])].map(
    (notice) => html`<p class="notice">${notice}</p>`,
  )
}

/** The files that could not be used, each with its reason; null without any. */
export function skippedTable(skipped: readonly Skipped[]): Markup | null {
  if (skipped.length === 0) return null
  const cut = skipped.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} of ${skipped.length}` : ''
  return html`<section>
    <h2 id="skipped">Skipped</h2>
    ${table(
      `${plural(skipped.length, 'file')} that could not be used${cut}`,
      ['file', 'reason'],
      skipped
        .slice(0, MOST_SHOWN)
        .map(({ file, reason }) => [file.slice(0, LONGEST), reason.slice(0, LONGEST)]),
    )}
  </section>`
}

/** Letters of a path or a reason that are shown. */
const LONGEST = 300
