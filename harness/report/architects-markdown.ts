/** The page for architects as Markdown, so that a team can paste it into a decision record. */
import { codeSpan, line, text } from './markdown-text.ts'
import type { ArchitectsPage } from './model/architects/architects-page.ts'
import type { CostTable } from './model/architects/cost-table.ts'
import type { FigureText } from './model/architects/figure-text.ts'
import { REPORT_HTML } from './model/file-names.ts'

export function architectsMarkdown(page: ArchitectsPage): string {
  const { costs, gives, factors, limits, sources } = page
  return (
    [
      `# ${text(page.question)}`,
      ...page.alarms.map((alarm) => `> **${text(alarm)}**`),
      `**${text(page.headline)}**`,
      ...page.further.map(text),
      text(page.terms),
      `${text(page.strip.join(' · '))} · ${text(page.machine.words)}`,
      '## What it costs here',
      ...(costs === null ? [text(page.noCosts)] : [costTable(costs)]),
      ...(page.notes.length === 0 ? [] : [page.notes.map((note) => `- ${text(note)}`).join('\n')]),
      ...(gives.length === 0
        ? []
        : [
            '## What it gives',
            table(
              ['datapath', 'exercised in this run, and proved', 'could give; not exercised, because'],
              gives.map(({ label, exercised, could }) => [
                `**${text(label)}**`,
                text(exercised),
                text(could),
              ]),
            ),
          ]),
      ...(factors.length === 0
        ? []
        : [
            '## What would change the answer',
            factors
              .map(
                ({ name, text: words, command }) =>
                  `- **${text(name)}**: ${text(words)}${command === null ? '' : ` Measure: ${codeSpan(command)}`}`,
              )
              .join('\n'),
          ]),
      '## What must not be concluded',
      limits.map(({ name, text: words }) => `- **${text(name)}**: ${text(words)}`).join('\n'),
      '## Where the numbers come from',
      [
        ...sources.map(({ name, text: words }) => `- ${name}: ${text(words)}`),
        `- again: ${codeSpan(page.reproduce)}`,
        `- [the whole report](${REPORT_HTML})`,
      ].join('\n'),
    ].join('\n\n') + '\n'
  )
}

function costTable({ columns, datapaths, leftOut }: CostTable): string {
  const head = [
    'datapath',
    'load, rate',
    ...columns.map(({ title, note }) => (note === null ? title : `${title}, ${note}`)),
  ]
  const rows = datapaths.flatMap(({ label, about, lines }) =>
    lines.map(({ rate, because, figures }) => [
      `**${text(label)}** ${text(about)}`,
      text(rate),
      ...(because === null ? figures.map(({ text: own }) => figure(own)) : [text(because)]),
    ]),
  )
  return [table(head, rows), ...leftOut.map((words) => `\n${text(words)}`)].join('\n')
}

const figure = ({ main, small }: FigureText): string => text([main, ...small].join(' · '))

/** Short rows are filled up, because every row of a table has all columns. */
const table = (head: readonly string[], rows: readonly string[][]): string =>
  [head, head.map(() => '---'), ...rows.map((cells) => head.map((_, index) => cells[index] ?? ''))]
    .map(line)
    .join('\n')
