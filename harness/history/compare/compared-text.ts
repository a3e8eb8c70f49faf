/** A comparison of two runs for a terminal and as Markdown. Both say the same. */
import { escaped } from '../../words/escaped.ts'
import { line as markdownRow, text as markdownText } from '../../report/markdown-text.ts'
import { differenceText } from '../../results/comparable.ts'
import type { RunFacts } from '../../results/run-facts.ts'
import { date, percent } from '../../report/model/format.ts'
import { plural } from '../../report/model/text.ts'
import type { ComparedRow, RunsCompared } from './compare-runs.ts'
import { figureText, metricText } from './figure-text.ts'

export const NOT_INTERLEAVED =
  'Not interleaved: the runs were measured one after the other, so whatever changed on the machine between them is in the change too.'

export const SAME_RUN = 'A and B are the same run, so this comparison can find nothing. Name two runs.'

export const MEASURE_AGAIN =
  'Before you act on a change, measure again: `npm run gate` has two versions of hopbench in the same rounds, and a second pair of runs shows whether the change stays.'

const HEAD = ['', 'A', 'B', 'change, B − A', ''] as const

/** "A  2026-11-28T18-24-23-105d, 28 Nov 2026, 18:24 UTC: chain-3 on netns, full, commit 1a2b3c4d5e6f". */
function runLine(
  letter: string,
  { id, startedAt, scenario, provider, quick, code, status }: RunFacts,
): string {
  const commit = code.commit === null ? 'commit unknown' : `commit ${code.commit.slice(0, 12)}`
  const parts = [
    `${scenario.name} on ${provider}`,
    quick ? 'quick' : 'full',
    commit,
    ...(code.modified ? ['with changes'] : []),
    ...(status === 'complete' ? [] : [status === 'running' ? 'killed, or still under way' : status]),
  ]
  return `${letter}  ${id}, ${date(startedAt)}: ${parts.join(', ')}`
}

/** What stands before and after the table. */
function around(compared: RunsCompared): { before: string[]; after: string[] } {
  const { a, b, isSameRun, obstacles, remarks, leftOut, rows, confidence } = compared
  const before = [runLine('A', a), runLine('B', b)]
  if (obstacles.length > 0)
    return {
      before: [
        ...before,
        'These runs may not be compared:',
        ...obstacles.map((one) => `- ${differenceText(one)}`),
      ],
      after: [],
    }
  return {
    before: [...before, isSameRun ? SAME_RUN : NOT_INTERLEAVED],
    after: [
      ...(rows.length === 0
        ? ['No figure may be compared.']
        : [
            `Intervals of A and B are their own. Those of the ${plural(rows.length, 'change')} hold together at ${percent(0.95)}, each at ${percent(confidence!)}.`,
            ...(rows.some(({ verdict }) => verdict === 'more' || verdict === 'less') ? [MEASURE_AGAIN] : []),
          ]),
      ...section(
        'Left out:',
        leftOut.map(({ what, reason }) => `${what}: ${reason}`),
      ),
      ...section('Also different:', remarks.map(differenceText)),
    ],
  }
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `- ${line}`)]

/** Rows of one load and arm belong together. */
const groupsOf = (rows: readonly ComparedRow[]) =>
  Map.groupBy(rows, ({ load, arm, against }) =>
    against === null ? `load ${load}: ${arm} itself` : `load ${load}: ${arm} against ${against}`,
  )

const cellsOf = (row: ComparedRow): string[] => [
  metricText(row),
  figureText(row, row.a, row.against !== null),
  figureText(row, row.b, row.against !== null),
  figureText(row, row.change, true),
  row.verdict,
]

/** Ends without a line break. Names of files from elsewhere cannot move the cursor: control characters are written out. */
export function comparedText(compared: RunsCompared): string {
  const { before, after } = around(compared)
  const groups = [...groupsOf(compared.rows)]
  const table = [HEAD, ...groups.flatMap(([, rows]) => rows.map(cellsOf))]
  const widths = HEAD.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)))
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd()
  const body = groups.flatMap(([title, rows]) => [title, ...rows.map((row) => line(cellsOf(row)))])
  return [...before, ...(body.length === 0 ? [] : ['', line(HEAD), ...body, '']), ...after]
    .map((text) => escaped(text))
    .join('\n')
}

/** For a comment on a pull request. Ends without a line break. */
export function comparedMarkdown(compared: RunsCompared): string {
  const { before, after } = around(compared)
  const rowOf = (cells: readonly string[]): string => markdownRow(cells.map(markdownText))
  const tables = [...groupsOf(compared.rows)].flatMap(([title, rows]) => [
    '',
    `**${markdownText(title)}**`,
    '',
    rowOf(['metric', ...HEAD.slice(1, 4), 'verdict']),
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => rowOf(cellsOf(row))),
  ])
  const paragraphs = (lines: readonly string[]) =>
    lines.map((text) =>
      text.startsWith('- ') ? `- ${markdownText(text.slice(2))}` : `\n${markdownText(text)}\n`,
    )
  return ['## Two runs compared', ...paragraphs(before), ...tables, ...paragraphs(after)].join('\n')
}
