/** The report as Markdown, for `$GITHUB_STEP_SUMMARY` and for mail: the same answer and the same tables as the page. */
import { CALIBRATION_COLUMNS, type CalibrationAbsence, type CalibrationView } from './model/calibration.ts'
import type { AttemptsView } from './model/attempts-view.ts'
import { CLUSTER_COLUMNS } from './model/clusters.ts'
import { clockNote, intervalNote, type Column } from './model/columns.ts'
import type { Bill } from './model/bill/bill.ts'
import type { FigureRow, Figures } from './model/figures.ts'
import type { ClockSection } from './model/clock/clock-section.ts'
import { STANDALONE } from './model/interval-basis.ts'
import { NOWHERE_COLUMNS, PLANTED_COLUMNS, type PlantedView } from './model/planted/planted-view.ts'
import type { Cell } from './model/quantity.ts'
import type { LoadView } from './model/load-view.ts'
import { cellText, lineOf, rangeText, type CellText } from './model/quantity-text.ts'
import type { RatesTable } from './model/rates-table.ts'
import type { ReportModel } from './model/report-model.ts'
import { SEEING_WORDS, type SeeingMatrix } from './model/seeing-matrix.ts'
import { codeSpan, line, text } from './markdown-text.ts'
import { verdictsMarkdown } from './verdicts-markdown.ts'

export function markdown(model: ReportModel): string {
  const basis = `at ${model.confidence.percent}`
  return (
    [
      `# ${text(model.answer.headline)}`,
      ...[...model.notices, ...model.leftOut].map((notice) => `> ${text(notice)}`),
      `**${text(model.machine.words)}** · ${text(model.strip.join(' · '))}`,
      ...model.answer.lede.map(text),
      ...ratesParts(model.rates),
      ...model.loads.flatMap((section) => [
        `## ${text(section.heading)}`,
        text(
          `The baseline’s row has its own figures; other rows have differences within the same bring-up, in µs unless another unit is named. ${section.figures.intervals}`,
        ),
        tableOf(section.figures, basis, section.view),
        ...section.figures.apart.map(text),
        ...(section.figures.unresolved.length > 0
          ? [section.figures.unresolved.map((reason) => `- ${text(reason)}`).join('\n')]
          : []),
        ...clockParts(section.clock),
      ]),
      ...(model.bill ? billParts(model.bill) : []),
      ...seeingParts(model.seeing),
      ...(model.seeingCost
        ? [
            '## What seeing costs',
            text(model.seeingCost.note),
            plainTable(model.seeingCost.columns, model.seeingCost.rows),
          ]
        : []),
      ...(model.capacity
        ? [
            '## At saturation',
            text(model.capacity.note),
            plainTable(model.capacity.columns, model.capacity.rows),
          ]
        : []),
      ...attemptsParts(model.attempts),
      ...verdictsMarkdown(model.verdicts),
      '## Why you can believe it',
      ...model.beliefs.map(
        ({ heading, facts }) =>
          `**${text(heading)}**\n\n${facts.map(({ text: words, isTrouble }) => `- ${isTrouble ? '**attention:** ' : ''}${text(words)}`).join('\n')}`,
      ),
      ...plantedParts(model.planted),
      ...(model.calibration ? calibrationParts(model.calibration) : []),
      '**Not measured**',
      model.provenance.notMeasured.map((item) => `- ${text(item)}`).join('\n'),
      ...(model.provenance.clusters.length === 0
        ? []
        : ['**Clusters**', plainTable(CLUSTER_COLUMNS, model.provenance.clusters)]),
      `Do it again, with ${text(model.provenance.code)}: ${codeSpan(model.provenance.reproduce)}`,
    ].join('\n\n') + '\n'
  )
}

/** What each datapath made of the scenario's attempts. */
function attemptsParts(attempts: AttemptsView | null): string[] {
  if (attempts === null) return []
  const { arms, rows, rule } = attempts
  return [
    '## Who noticed what was not normal, and who stopped it',
    plainTable(
      ['attempt', 'who tried what', ...arms.map(({ label }) => label)],
      rows.map(({ name, what, cells }) => [
        name,
        what,
        ...cells.map((cell) =>
          cell === null ? 'not tried' : `${cell.seen.words}; ${cell.blocked.words}; ${cell.named.words}`,
        ),
      ]),
    ),
    plainTable(
      ['datapath', 'sees', 'reported by', 'attempts named', 'of what it named, of attempts', 'normal pages'],
      arms.map(({ label, sees, emitters, recall, precision, pages }) => [
        label,
        sees,
        emitters,
        recall,
        precision,
        pages,
      ]),
    ),
    text(rule),
  ]
}

/** What datapaths cost at the measured rates. */
const billParts = ({ columns, lines, intro, ranges, notes }: Bill): string[] => [
  '## What it costs, at the measured rates',
  text(intro),
  [
    line(['datapath', 'at', ...columns]),
    line([...['---', '---'], ...columns.map(() => '---:')]),
    ...lines.flatMap(({ name, against, at }) =>
      at.map(({ rate, cells }) =>
        line([
          `**${text(name)}** against ${text(against)}`,
          text(rate),
          ...cells.map((cell) => text(billCell(cell))),
        ]),
      ),
    ),
  ].join('\n'),
  ...(ranges.length === 0 ? [] : [ranges.map((range) => `- ${text(range)}`).join('\n')]),
  notes.map((note) => `- ${text(note)}`).join('\n'),
]

/** Of an unresolved figure only the range, as in the table of the page. */
function billCell(cell: Cell): string {
  if (cell.kind === 'word') return [cell.word, cell.why].filter((part) => part !== null).join(': ')
  const own =
    cell.verdict === 'not resolved' ? `not resolved, ${rangeText(cell) ?? 'no interval'}` : lineOf(cell)
  return [own, cell.remark].filter((part) => part !== null).join('; ')
}

function calibrationParts(view: CalibrationView | CalibrationAbsence): string[] {
  const heading = '## Emulated and real, side by side'
  if (view.kind === 'absence') return [heading, text(view.text)]
  const { intro, rows, parts, partsNote, notCompared } = view
  return [
    heading,
    text(intro),
    plainTable(CALIBRATION_COLUMNS, rows),
    '**Parts of a page, emulated and real**',
    text(partsNote),
    ...(parts.length > 0 ? [plainTable(CALIBRATION_COLUMNS, parts)] : []),
    ...(notCompared.length > 0
      ? [notCompared.map((item) => `- not compared: ${text(item)}`).join('\n')]
      : []),
  ]
}

/** Questions × datapaths, with the evidence behind each mark. */
function seeingParts(seeing: SeeingMatrix | null): string[] {
  if (seeing === null) return []
  const { datapaths, rows, pages } = seeing
  return [
    '## What you get to see',
    `Each datapath's own flows of ${pages} after the last proof, held against what the services counted.`,
    plainTable(
      ['question', ...datapaths.map(({ label }) => label)],
      rows.map(({ question, cells }) => [
        question,
        ...cells.map(({ mark, evidence }) => `${SEEING_WORDS[mark]}: ${evidence}`),
      ]),
    ),
  ]
}

/** All datapaths, a line for each rate; the name of a datapath stands in its first line. */
function ratesParts(rates: RatesTable | null): string[] {
  if (!rates) return []
  const titles = rates.columns.map(({ title, clock }) => (clock === null ? title : `${title}, ${clock}`))
  const head = ['datapath', 'rate', 'pages under way', ...titles]
  const lines = rates.rows.flatMap(({ label, against, basis, lines: ofRates }) =>
    ofRates.map(({ rate, underWay, cells }, index) => [
      index > 0 ? '' : `**${text(label)}**${against === null ? '' : ` against ${text(against)}`}`,
      text(rate),
      text(underWay ?? ''),
      ...cells.map((cell) => text(markdownCell(cell, [basis]))),
    ]),
  )
  return [
    `## ${text(rates.heading)}`,
    text(rates.note),
    [line(head), line(head.map((_, index) => (index < 2 ? '---' : '---:'))), ...lines.map(line)].join('\n'),
  ]
}

function plantedParts({ intro, summary, rows, nowhere, notPlanted }: PlantedView): string[] {
  return [
    `**Planted effects${summary === null ? '' : `: ${text(summary)}`}**`,
    text(intro),
    ...(notPlanted.length === 0 ? [] : [notPlanted.map((item) => `- ${text(item)}`).join('\n')]),
    ...(rows.length === 0 ? [] : [plainTable(PLANTED_COLUMNS, rows)]),
    ...(nowhere.length === 0 ? [] : [plainTable(NOWHERE_COLUMNS, nowhere)]),
  ]
}

/** The means of all parts of a page, and what was counted; only a sentence where the hop clock read nothing. */
function clockParts({ table, arms, absences }: ClockSection): string[] {
  const absent = absences.map(text)
  if (table === null) return ['**Parts of a page, by the hop clock**', ...absent]
  const head = ['part', ...table.arms.map(({ label }) => `**${text(label)}**`)]
  const rows = table.rows.map(({ call, name, remark, cells }) => [
    text(`${call === null ? '' : `${call}: `}${name}${remark === null ? '' : ` (${remark})`}`),
    ...cells.map((cell) => (cell === null ? '–' : text(markdownCell(cell, [STANDALONE])))),
  ])
  const checks = table.checks.map(({ name, remark, texts }) => [`${name} (${remark})`, ...texts].map(text))
  return [
    '**Parts of a page, by the hop clock**',
    text(
      `µs of one page; means with their intervals ${STANDALONE}, over bring-ups. Opening a connection is time of the program that opens it.`,
    ),
    [
      line(head),
      line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
      ...[...rows, ...checks].map(line),
    ].join('\n'),
    arms.map(({ arm, counts }) => `- ${text(`${arm.label}. ${counts}`)}`).join('\n'),
    ...absent,
  ]
}

/** @param basis confidence of the intervals of comparisons, which holds unless the row or the column has its own */
function tableOf({ columns, rows }: Figures, basis: string, view: LoadView): string {
  const head = ['datapath', ...columns.map((column) => titleOf(column, view)), 'gives']
  const lines = rows.map((row) => line([nameOf(row), ...cellsOf(row, columns.length, basis), text(row.buys)]))
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...lines].join('\n')
}

const titleOf = (column: Column, view: LoadView): string =>
  [column.title, clockNote(column, view), intervalNote(column)].filter((part) => part !== null).join(', ')

const nameOf = ({ label, against, basis }: FigureRow): string =>
  `**${text(label)}**${against === null ? '' : ` against ${text(against)}`}${basis === null ? '' : `, ${basis}`}`

function cellsOf({ absent, cells, basis: own }: FigureRow, columns: number, basis: string): string[] {
  if (absent !== null)
    return [`no figures: ${text(absent)}`, ...Array.from({ length: columns - 1 }, () => '')]
  return cells.map(({ column, cell }) =>
    text(markdownCell(cell, [own ?? basis, intervalNote(column) ?? basis])),
  )
}

/** "+1.84 s [1.70, 2.02] ×4.1 [3.7, 4.9] higher". */
function markdownCell(cell: Cell, bases: readonly string[]): string {
  const own = cellText(cell)
  const beside = own.beside.map((one) => describeText(one, bases))
  const main = describeText({ ...own, unit: own.tableUnit, note: null }, bases)
  const parts = cell.kind === 'word' ? [main, own.note, ...beside] : [main, ...beside, own.note]
  return parts.filter((part) => part !== null).join(' ')
}

const describeText = (
  { main, unit, interval, basis, note, tone }: CellText,
  bases: readonly string[],
): string =>
  tone === 'word' && note !== null
    ? `${note}: ${main}`
    : [`${main}${unit}`, interval, basis !== null && bases.includes(basis) ? null : basis, note]
        .filter((part) => part !== null)
        .join(' ')

const plainTable = (head: readonly string[], rows: readonly string[][]): string =>
  [line(head.map(text)), line(head.map(() => '---')), ...rows.map((cells) => line(cells.map(text)))].join(
    '\n',
  )
