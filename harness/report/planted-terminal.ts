/** The planted effects of a run for a terminal: one line for each figure in which an effect lands, then where nothing was planted. */
import type { PlantedAnalysis } from '../stats/planted/planted-analysis.ts'
import { PLANTED_COLUMNS, plantedView } from './model/planted/planted-view.ts'

/** No line break at the end. */
export function renderPlanted(analysis: PlantedAnalysis): string {
  const { summary, rows, nowhere, notPlanted } = plantedView(analysis)
  const table = [
    [...PLANTED_COLUMNS],
    ...rows,
    ...nowhere.map(([where = '', ...rest]) => ['nothing', where, '0', ...rest]),
  ]
  const widths = PLANTED_COLUMNS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return [
    `  planted effects: ${summary ?? 'none'}`,
    ...(table.length === 1
      ? []
      : table.map((row) =>
          `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd(),
        )),
    ...notPlanted.map((text) => `  ${text}`),
  ].join('\n')
}
