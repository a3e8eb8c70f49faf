/** From the runs of a folder to files: the index, the page of costs over time, and the files for Apache Otava. */
import { otavaExport, type ExportFile } from './otava.ts'
import { historyPage } from './page/history-page.ts'
import { HISTORY_PAGE, RUNS_PAGE } from './page/page-parts.ts'
import { runsPage } from './page/runs-page.ts'
import type { History } from './read-history.ts'
import { settingsOf, type Setting } from './settings.ts'

export interface BuiltHistory {
  settings: Setting[]
  /** For the folder itself. */
  pages: ExportFile[]
  /** For `history/` inside of it. */
  exports: ExportFile[]
  /** Lines without a file of their own, because there are too many. */
  linesLeftOut: number
}

/** The same runs give the same bytes. */
export async function buildHistory(history: History): Promise<BuiltHistory> {
  const settings = settingsOf(history.runs)
  const { files, leftOut } = otavaExport(settings)
  return {
    settings,
    pages: [
      { name: RUNS_PAGE, content: runsPage(history) },
      { name: HISTORY_PAGE, content: await historyPage(history, settings, leftOut) },
    ],
    exports: files,
    linesLeftOut: leftOut,
  }
}
