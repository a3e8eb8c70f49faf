/** The index of all runs: which run, when, what, where, and whether the machine was quiet; with links to the reports. */
import { documentOf, withPrograms } from '../../report/html/document.ts'
import { table } from '../../report/html/figure.ts'
import { html, type Markup } from '../../report/look/markup.ts'
import { date } from '../../report/model/format.ts'
import { plural } from '../../report/model/text.ts'
import type { History, HistoryRun } from '../read-history.ts'
import { machineOf } from '../settings.ts'
import { runLink } from './load-tables.ts'
import { GENERATOR, HISTORY_PAGE, NO_PROGRAMS, noticeList, SHEETS, skippedTable } from './page-parts.ts'

/** Letters of a result; the report has the rest. */
const LONGEST_HEADLINE = 280

export function runsPage(history: History): string {
  const page = documentOf({
    title: 'hopbench: all runs',
    description: `${plural(history.runs.length, 'run')} of hopbench`,
    sheets: SHEETS,
    datapaths: [],
    main: html`<header>
        <div class="strip">
          <p><b>hopbench</b> ${plural(history.runs.length, 'run')}</p>
          <p><a href="${HISTORY_PAGE}">Costs over time</a></p>
        </div>
        ${noticeList(history.notices)}
      </header>
      <section class="answer runs">
        <h1>All runs</h1>
        ${runsTable(history.runs)}
      </section>
      ${skippedTable(history.skipped)}`,
    footer: 'hopbench, index of runs',
  })
  return withPrograms(page.replace('<title>', `${GENERATOR}<title>`), NO_PROGRAMS)
}

const runsTable = (runs: readonly HistoryRun[]): Markup =>
  runs.length === 0
    ? html`<p class="notice">No run was found.</p>`
    : table(
        'The newest run first. Runs without a link have no report beside their summary.',
        ['run', 'date', 'scenario', 'provider', 'machine', 'verdict on the machine', 'result'],
        runs
          .toReversed()
          .map((run) => [
            runLink(run),
            date(run.facts.startedAt),
            `${run.facts.scenario.name}${run.facts.quick ? ', quick' : ''}`,
            run.facts.provider,
            machineText(run),
            verdictText(run),
            headlineOf(run),
          ]),
      )

const verdictText = ({ verdict, facts }: HistoryRun): string =>
  facts.status === 'complete'
    ? verdict
    : `${verdict}, ${facts.status === 'running' ? 'killed' : facts.status}`

/** "Intel(R) Xeon(R) Processor, 2 CPUs, 8 GiB (592a6da7)": the number in brackets is that of the page of costs over time. */
function machineText(run: HistoryRun): string {
  const { words, id } = machineOf(run)
  return `${words} (${id})`
}

/** Of a long headline the first sentence: half a sentence would mislead. */
function headlineOf({ headline }: HistoryRun): string {
  if (headline.length <= LONGEST_HEADLINE) return headline
  const sentence = /^.*?[.?!](?=\s)/s.exec(headline)?.[0] ?? headline
  return sentence.length > LONGEST_HEADLINE ? `${sentence.slice(0, LONGEST_HEADLINE)}…` : sentence
}
