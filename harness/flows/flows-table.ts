/** The answer of `npm run flows` for a terminal: a row for each edge and each arm that saw it, what is not normal first, and what each arm cannot tell. */
import { columns } from './columns-of-text.ts'
import type { Completeness } from './completeness.ts'
import { normalWords, notJudgedWords, unknownSourceWords } from './normality.ts'
import { printable } from '../words/printable.ts'
import type { EdgeRow, Sight } from './seen-by.ts'
import { oftenWords, successWords, verdictWords } from './words-of-edge.ts'

const TITLES = ['who → whom', 'how often', 'success', 'verdict', 'normal?', 'unknown source?', 'seen by']

export function flowsTable(sights: readonly Sight[], rows: readonly EdgeRow[]): string {
  const cells = rows
    .map(strangestFirst)
    .toSorted((a, b) => strangenessOf(a) - strangenessOf(b))
    .flatMap(cellsOf)
  return [
    ...(cells.length === 0 ? ['No flow.'] : columns([TITLES, ...cells])),
    '',
    ...notJudgedWords(rows.flatMap(({ seen }) => seen.map(({ normality }) => normality))),
    ...sights.flatMap(noteOf),
    '',
  ].join('\n')
}

/** 0 for what is not normal, 1 for a source that nobody knows, 2 for the rest. */
const strangeness = ({ normality }: EdgeRow['seen'][number]): number =>
  normality?.isNormal === false ? 0 : normality?.isSourceUnknown ? 1 : 2

const strangestFirst = (row: EdgeRow): EdgeRow => ({
  ...row,
  seen: row.seen.toSorted((a, b) => strangeness(a) - strangeness(b)),
})

/** As strange as the strangest that an arm saw. */
const strangenessOf = ({ seen }: EdgeRow): number => Math.min(2, ...seen.map(strangeness))

function cellsOf(row: EdgeRow): string[][] {
  const { from, to, protocol, port, expected, seen, missedBy } = row
  const name = `${from} → ${to} ${port === null ? protocol : `${protocol} ${port}`}`
  const marked = expected === 'other' ? `${name} (no call of the scenario)` : name
  const lines = [
    ...seen.map(({ by, edge, normality }) => [
      oftenWords(edge),
      successWords(edge),
      verdictWords(edge),
      normalWords(normality),
      unknownSourceWords(normality),
      by,
    ]),
    ...(missedBy.length > 0 ? [['not seen', '', '', '', '', `not by ${missedBy.join(', ')}`]] : []),
  ]
  const shown = lines.length > 0 ? lines : [['not seen', '', '', '', '', 'nobody']]
  return shown.map((line, index) => [index === 0 ? marked : '', ...line].map(printable))
}

/** What one arm saw of what there was, what it lost, and what could not be read. */
function noteOf({ name, read, about, completeness }: Sight): string[] {
  const first = printable(name)
  if (about?.unknownSince)
    return [`${first}: unknown since ${about.unknownSince.since}: ${printable(about.unknownSince.why)}`]
  if (read === null) return [`${first}: sees nothing`]
  const lost = Object.entries(read.lost).map(([where, events]) => `${events} lost (${printable(where)})`)
  const facts = [
    ...(completeness ? completenessWords(completeness) : []),
    lost.length > 0 ? lost.join(', ') : nothingLost(about),
    ...(about && about.switchedOn.length > 0 ? [`switched on for this: ${about.switchedOn.join(', ')}`] : []),
  ]
  return [
    `${first}: ${facts.join('; ')}`,
    ...(read.repeated === 0
      ? []
      : [`${first}: ${read.repeated} lines repeat an earlier one, and are counted once`]),
    ...(read.unread === 0 ? [] : [`${first}: ${read.unread} of ${read.lines} lines could not be read:`]),
    ...read.problems.map(({ line, problem }) => `  ${printable(read.file)}:${line}: ${printable(problem)}`),
  ]
}

/** What is said where no line tells of lost events: the source may be one that does not count them. */
const nothingLost = (about: Sight['about']): string =>
  about && typeof about.lost !== 'number'
    ? `lost events: not measured, ${about.lost.notMeasured}`
    : 'no event was reported lost'

export function completenessWords({
  edges,
  found,
  invented,
  late,
  calls,
  connections,
}: Completeness): string[] {
  return [
    `${found} of ${edges} edges`,
    ...('seen' in calls ? [`${calls.seen} of ${calls.made} calls`] : []),
    ...('seen' in connections ? [`${connections.seen} of ${connections.made} connections`] : []),
    ...late.map(({ from, to }) => `${from} → ${to} was shown only when its connections closed`),
    ...(invented.length > 0
      ? [`${invented.length} edges that the scenario does not have`]
      : ['no edge invented']),
  ]
}
