/** The same answer and table for `$GITHUB_STEP_SUMMARY` and for mail. */
import { CALIBRATION_COLUMNS, type CalibrationView } from './model/calibration.ts'
import { CLUSTER_COLUMNS } from './model/clusters.ts'
import type { Cell, FigureRow } from './model/figures.ts'
import type { ReportModel } from './model/report-model.ts'

export function markdown(model: ReportModel): string {
  return (
    [
      `# ${text(model.answer.headline)}`,
      ...model.notices.map((notice) => `> ${text(notice)}`),
      `**${text(model.machine.words)}** · ${text(model.strip.join(' · '))}`,
      ...model.answer.lede.map(text),
      ...model.loads.flatMap((section) => [
        `## ${text(section.heading)}`,
        `Baseline and twin: their own figures. Others: difference in the same round, µs unless named, intervals at ${model.confidence.percent}.`,
        tableOf(section.figures.rows, section.figures.hasConnect, section.view.hasControlPlane),
        ...(section.figures.unresolved.length > 0
          ? [section.figures.unresolved.map((reason) => `- ${text(reason)}`).join('\n')]
          : []),
      ]),
      '## Why you can believe it',
      ...model.beliefs.map(
        ({ heading, facts }) =>
          `**${text(heading)}**\n\n${facts.map(({ text: words, isTrouble }) => `- ${isTrouble ? '**attention:** ' : ''}${text(words)}`).join('\n')}`,
      ),
      ...(model.calibration ? calibrationParts(model.calibration) : []),
      '**Not measured**',
      model.provenance.notMeasured.map((item) => `- ${text(item)}`).join('\n'),
      ...(model.provenance.clusters.length === 0
        ? []
        : ['**Clusters**', plainTable(CLUSTER_COLUMNS, model.provenance.clusters)]),
      `Again: \`${model.provenance.reproduce.replaceAll('`', "'")}\``,
    ].join('\n\n') + '\n'
  )
}

const calibrationParts = ({ intro, rows, notCompared }: CalibrationView): string[] => [
  '## Emulated and real, side by side',
  text(intro),
  plainTable(CALIBRATION_COLUMNS, rows),
  ...(notCompared.length > 0 ? [notCompared.map((item) => `- not compared: ${text(item)}`).join('\n')] : []),
]

const HEAD = [
  'datapath',
  'p50, µs a hop',
  'p50, µs a page',
  'p90',
  'p99',
  'connect',
  'CPU / 1000 pages',
  'control plane / hour',
  'memory',
  'max. pages/s',
  'gives',
]

function tableOf(rows: readonly FigureRow[], hasConnect: boolean, hasControlPlane: boolean): string {
  const head = HEAD.filter(
    (title) => (hasConnect || title !== 'connect') && (hasControlPlane || title !== 'control plane / hour'),
  )
  const lines = rows.map((row) => {
    const cells = row.absent
      ? [`no figures: ${row.absent}`, ...Array.from({ length: head.length - 3 }, () => '')]
      : [
          row.perHop,
          row.p50,
          row.p90,
          row.p99,
          row.connect,
          row.cpu,
          row.controlPlane,
          row.memory,
          row.capacity,
        ]
          .filter((cell) => cell !== null)
          .map(cellText)
    const against = row.against === null ? '' : ` against ${text(row.against)}`
    return line([`**${text(row.label)}**${against}`, ...cells.map(text), text(row.buys)])
  })
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...lines].join('\n')
}

const plainTable = (head: readonly string[], rows: readonly string[][]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map((cells) => line(cells.map(text)))].join('\n')

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const cellText = ({ main, more, verdict }: Cell): string =>
  [main, more, verdict !== null && verdict !== main ? verdict : null]
    .filter((part) => part !== null)
    .join(' ')

/** Signs that would be markup in Markdown or HTML are made harmless; a line stays a line. */
const text = (words: string): string =>
  words
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|]/g, (sign) => `\\${sign}`)
