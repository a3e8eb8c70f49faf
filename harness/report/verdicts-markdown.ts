/** The verdict matrices of a run as Markdown. */
import { line, text } from './markdown-text.ts'
import { COUNT_COLUMNS, countRow, DEVIATION_COLUMNS, type VerdictsView } from './model/verdicts-view.ts'

/** Without the whole matrix, which stands on the page and in the records. */
export function verdictsMarkdown(verdicts: VerdictsView | null): string[] {
  if (verdicts === null) return []
  const { arms, deviations } = verdicts
  const besides = arms.flatMap(({ label, notEnforced, passing }) => [
    ...notEnforced.map((words) => `- ${text(`${label}: ${words}`)}`),
    ...(passing.length > 0 ? [`- ${text(`${label}: therefore passes: ${passing.join('; ')}`)}`] : []),
  ])
  return [
    '## Who may call whom',
    table(
      COUNT_COLUMNS,
      arms.map(countRow),
    ),
    ...(besides.length > 0 ? [besides.join('\n')] : []),
    deviations.length === 0 ? 'No cell deviates.' : table(DEVIATION_COLUMNS, deviations),
  ]
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map((cells) => line(cells.map(text)))].join('\n')
