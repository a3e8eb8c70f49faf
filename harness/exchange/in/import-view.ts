/** What is shown of an imported file: the same rows on the page, in Markdown and on a terminal. */
import { isNotMeasured } from '../../results/measured.ts'
import type { Reading } from '../../results/record.ts'
import { count, date, duration, percent, rate, time } from '../../report/model/format.ts'
import { percentileName } from '../enough-calls.ts'
import type { Figure } from '../withheld.ts'
import type { Imported, ImportedPercentile, TimedFrom } from './imported.ts'
import { printableText } from './printable.ts'

export interface ImportRow {
  name: string
  /** The figure with its unit, or the word that stands for it. */
  value: string
  /** Where the figure is from, or why there is none; empty where the figure says everything. */
  remark: string
}

export interface ImportView {
  file: string
  /** "fortio 1.28.0". */
  tool: string
  rows: ImportRow[]
  notes: string[]
}

/** What no file of another tool has, and a report of hopbench therefore does not say of it. */
export const NEVER_IMPORTED = [
  'No CPU account: none of these tools says what the calls cost the host.',
  'No proof of the path: nothing shows that the calls went through the datapath that a file is named after.',
  'No interval and no verdict: a file has one run of one arm, without the same arm twice and without turns.',
  'No rank: imported figures never stand in one table with measured ones, and files of tools with different clocks not with each other.',
]

export function importView(one: Imported): ImportView {
  const version = one.version === null ? '' : ` ${printableText(one.version)}`
  return {
    file: printableText(one.file),
    tool: `${one.tool}${version}`,
    rows: [...aboutRows(one), ...callRows(one), ...timeRows(one)],
    notes: one.notes,
  }
}

function aboutRows({ form, label, target, startedAt, connections, seconds, unit }: Imported): ImportRow[] {
  const text = (name: string, words: string | null): ImportRow[] =>
    words === null ? [] : [{ name, value: printableText(words), remark: '' }]
  return [
    { name: 'file', value: form, remark: `times are in ${unit}` },
    ...text('label', label),
    ...text('target', target),
    ...text(
      'started',
      startedAt === null || Number.isNaN(Date.parse(startedAt)) ? startedAt : date(startedAt),
    ),
    reading('took', seconds, (value) => duration(value * 1000)),
    reading('connections', connections, count),
  ]
}

function callRows(one: Imported): ImportRow[] {
  const { counted, asked, done, neverMade, failed, timed, codes } = one
  const ofAsked = typeof asked === 'number' && asked > 0 && typeof neverMade === 'number'
  const made = counted === 'calls' ? done : timed
  return [
    reading('asked a second', one.askedPerSecond, rate),
    reading('done a second', one.donePerSecond, rate),
    reading(`${counted} asked`, asked, count),
    reading(`${counted} done`, done, count),
    {
      ...reading('never made', neverMade, (value) =>
        ofAsked ? `${count(value)} (${percent(value / asked)})` : count(value),
      ),
      ...(ofAsked && { remark: askedAndDone(one) }),
    },
    ...(counted === 'calls' ? [] : [reading('calls done', timed, count)]),
    {
      ...reading('calls failed', failed, (value) =>
        typeof made === 'number' && made > 0 ? `${count(value)} (${percent(value / made)})` : count(value),
      ),
      ...(codes.length > 0 && { remark: codesText(codes) }),
    },
  ]
}

/** "900,000 asked, 893,896 done". */
const askedAndDone = ({ asked, done }: Imported): string =>
  `${typeof asked === 'number' ? count(asked) : '?'} asked, ${typeof done === 'number' ? count(done) : '?'} done`

/** A service has few codes; a file may name a million. */
const MOST_CODES = 8

function codesText(codes: Imported['codes']): string {
  const told = codes.slice(0, MOST_CODES).map(({ code, calls }) => `${printableText(code)}: ${count(calls)}`)
  return [
    ...told,
    ...(codes.length > MOST_CODES ? [`and ${codes.length - MOST_CODES} other codes`] : []),
  ].join(', ')
}

export const TIMED_FROM: Record<TimedFrom, string> = {
  'actual call': 'from the actual call',
  'planned start': 'from the planned start',
  'sending of the request': 'from sending the request',
  'not said': 'the file does not say from when',
}

function timeRows({ timed, timedFrom, minUs, meanUs, maxUs, percentiles }: Imported): ImportRow[] {
  return [
    { ...reading('calls timed', timed, count), remark: TIMED_FROM[timedFrom] },
    latency('min', minUs),
    latency('mean', meanUs),
    ...percentiles.map(percentileRow),
    latency('max', maxUs),
  ]
}

function percentileRow({ share, us, bucketUs }: ImportedPercentile): ImportRow {
  const row = latency(percentileName(share), us)
  return bucketUs === null
    ? row
    : { ...row, remark: `in a bucket from ${time(bucketUs.low)} to ${time(bucketUs.high)}` }
}

export const latency = (name: string, us: Figure): ImportRow => figure(name, us, time)

const reading = (name: string, value: Reading, text: (value: number) => string): ImportRow =>
  figure(name, value, text)

function figure(name: string, value: Figure, text: (value: number) => string): ImportRow {
  if (typeof value === 'number') return { name, value: text(value), remark: '' }
  return isNotMeasured(value)
    ? { name, value: 'not measured', remark: value.notMeasured }
    : { name, value: 'withheld', remark: value.withheld }
}
