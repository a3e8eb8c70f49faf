/** Renders a run's records and their analysis as files: the page, its Markdown, and the summary for programs. Pure. */
import { page } from './html/page.ts'
import { markdown } from './markdown.ts'
import { reportModel } from './model/report-model.ts'
import type { ReportInput } from './report-input.ts'

export interface ReportFile {
  name: string
  content: string
}

/**
 * Returns `index.html`, `report.md` and `summary.json`. The same input gives the same bytes.
 * @param results link from the report's folder to the run's folder
 */
export async function renderReport(
  input: ReportInput,
  results = `../../results/${encodeURIComponent(input.run.id)}/`,
): Promise<ReportFile[]> {
  const model = reportModel(input, results)
  const summary = {
    ...input.analysis,
    headline: model.answer.headline,
    sentences: model.answer.lede,
    machine: model.machine.words,
  }
  return [
    { name: 'index.html', content: await page(model, input) },
    { name: 'report.md', content: markdown(model) },
    { name: 'summary.json', content: `${JSON.stringify(summary, null, 2)}\n` },
  ]
}
