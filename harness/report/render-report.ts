/** Renders a run's records and their analysis as files: the page, its Markdown, one page for architects, and the summary for programs. Pure. */
import { architectsHtml } from './html/architects-page.ts'
import { architectsMarkdown } from './architects-markdown.ts'
import { page } from './html/page.ts'
import { markdown } from './markdown.ts'
import { architectsPage } from './model/architects/architects-page.ts'
import { ARCHITECTS_HTML, ARCHITECTS_MARKDOWN, REPORT_HTML, REPORT_MARKDOWN } from './model/file-names.ts'
import { reportModel } from './model/report-model.ts'
import { factsOf } from '../results/run-facts.ts'
import type { ReportInput } from './report-input.ts'

export interface ReportFile {
  name: string
  content: string
}

/**
 * Returns `index.html`, `report.md`, `summary.json`, and the one page for architects as `for-architects.html` and `.md`. The same input gives the same bytes.
 * @param results link from the report's folder to the run's folder
 */
export async function renderReport(
  input: ReportInput,
  results = `../../results/${encodeURIComponent(input.run.id)}/`,
): Promise<ReportFile[]> {
  const model = reportModel(input, results)
  const onOnePage = architectsPage(model, input)
  const summary = {
    // Whoever reads many summaries has no records beside them.
    run: factsOf(input.run),
    ...input.analysis,
    headline: model.answer.headline,
    sentences: model.answer.lede,
    machine: model.machine.words,
  }
  return [
    { name: REPORT_HTML, content: await page(model, input) },
    { name: REPORT_MARKDOWN, content: markdown(model) },
    { name: ARCHITECTS_HTML, content: architectsHtml(onOnePage, input.run.datapaths) },
    { name: ARCHITECTS_MARKDOWN, content: architectsMarkdown(onOnePage) },
    { name: 'summary.json', content: `${JSON.stringify(summary, null, 2)}\n` },
  ]
}
