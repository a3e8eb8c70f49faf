/** A gate for a terminal and as Markdown. Both say the same, but for notices about files, which a terminal has on stderr. Pure. */
import { differenceText } from '../../results/comparable.ts'
import type { Gate, GateRow } from '../../stats/gate/gate.ts'
import { escaped } from '../../words/escaped.ts'
import { line as markdownRow, text as markdownText } from '../markdown-text.ts'
import { gateAbout, gateAnswer, gateCells, GATE_HEAD } from './gate-words.ts'

const groupsOf = (rows: readonly GateRow[]): [string, GateRow[]][] => [
  ...Map.groupBy(rows, ({ datapath, load }) => `${datapath}, load ${load}`),
]

/** Ends without a line break. */
export function gateText(gate: Gate): string {
  const groups = groupsOf(gate.rows).map(([title, rows]) => ({ title, cells: rows.map(gateCells) }))
  const all = [[...GATE_HEAD], ...groups.flatMap(({ cells }) => cells)]
  const widths = GATE_HEAD.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)))
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd()
  const table = groups.flatMap(({ title, cells }) => ['', title, ...cells.map(line)])
  return [
    ...gateAbout(gate),
    ...(groups.length === 0 ? [] : ['', line(GATE_HEAD), ...table.slice(1)]),
    '',
    gateAnswer(gate),
    ...gate.obstacles.map((one) => `- ${differenceText(one)}`),
    ...gate.leftOut.map((one) => `- left out, ${differenceText(one)}`),
  ]
    .map((one) => escaped(one))
    .join('\n')
}

const TITLES: Record<Gate['verdict'], string> = {
  regression: 'Gate: regression',
  'could not tell': 'Gate: could not tell',
  fine: 'Gate: no regression',
  'no baseline': 'Gate: no baseline',
  'not comparable': 'Gate: not comparable',
}

/** For a comment on a pull request. Ends without a line break. */
export function gateMarkdown(gate: Gate): string {
  const tables = groupsOf(gate.rows).flatMap(([title, rows]) => [
    '',
    `**${markdownText(title)}**`,
    '',
    markdownRow(['metric', ...GATE_HEAD.slice(1, 5), 'judgement']),
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => markdownRow(gateCells(row).map(markdownText))),
  ])
  return [
    `## ${TITLES[gate.verdict]}`,
    '',
    markdownText(gateAnswer(gate)),
    '',
    ...gateAbout(gate).map((one) => `- ${markdownText(one)}`),
    ...gate.obstacles.map((one) => `- ${markdownText(differenceText(one))}`),
    ...gate.leftOut.map((one) => `- left out, ${markdownText(differenceText(one))}`),
    ...gate.notices.map((one) => `- ${markdownText(one)}`),
    ...tables,
  ].join('\n')
}
