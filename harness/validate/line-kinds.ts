/** The kinds of files with one JSON value a line: journal, evidence, events, flows. */
import type { z } from 'zod'
import { readFlows } from '../flows/read-flows.ts'
import { checkedJson, parseJson, refuseJson } from '../json/checked-json.ts'
import { eventSchema } from '../results/event.ts'
import { evidenceSchema, journalSchema } from '../results/record.ts'
import { wholeLinesEnd } from '../results/torn-end.ts'
import * as v1 from '../results/v1/record.ts'
import { MOST_TOLD } from '../yaml/file-problems.ts'
import { tooMuchJson } from './limits.ts'
import { NOTHING_CHANGED } from './json-kinds.ts'
import { fieldsOf, found, type Finding, type Findings, type Kind, type Source } from './kind.ts'

export const FLOWS = 'flows'

export const lineKinds = (): Kind[] => [
  recordKind('journal.jsonl', journalSchema),
  recordKind('evidence.jsonl', evidenceSchema),
  recordKind('trials.jsonl of version 1', v1.journalSchema),
  recordKind('evidence.jsonl of version 1', v1.evidenceSchema),
  {
    name: 'events of bench --json',
    form: 'lines',
    fields: fieldsOf(eventSchema),
    check: (source) => checkLines(source, eventSchema),
  },
  // Flows have the form of another program, and are recognized as `npm run flows` recognizes them.
  { name: FLOWS, form: 'lines', fields: [], check: checkFlows },
]

const recordKind = (name: string, schema: z.ZodType): Kind => ({
  name,
  form: 'lines',
  fields: fieldsOf(schema),
  check: (source) => checkRecords(source, schema),
})

/** A line that a kill cut off is left out by every reader, and is no mistake. */
function checkRecords(source: Source, schema: z.ZodType): Findings {
  const end = wholeLinesEnd(source.bytes)
  const { problems, notes } = checkLines({ ...source, text: source.bytes.toString('utf8', 0, end) }, schema)
  const torn = end < source.bytes.length
  return {
    problems,
    notes: torn
      ? [...notes, 'its last record was cut off while it was being written; readers leave it out']
      : notes,
  }
}

/** A file of another kind has a problem in each line; after so many the rest is not read. */
const MOST_DAMAGED = 1000

function checkLines(source: Source, schema: z.ZodType): Findings {
  const problems: Finding[] = []
  let damaged = 0
  for (const { text, offset } of linesOf(source.text)) {
    if (isRecord(text, schema)) continue
    damaged += 1
    if (damaged <= MOST_TOLD) problems.push(...problemsOf(source, { text, offset }, schema))
    if (damaged === MOST_DAMAGED)
      return { problems, notes: [`${MOST_DAMAGED} lines have problems, and the rest was not read`] }
  }
  return { problems, notes: moreLines(damaged - MOST_TOLD) }
}

function isRecord(line: string, schema: z.ZodType): boolean {
  if (tooMuchJson(line) !== null) return false
  try {
    return schema.safeParse(JSON.parse(line)).success
  } catch {
    return false
  }
}

/** The problems of a line that is no record. */
function problemsOf(source: Source, { text, offset }: Line, schema: z.ZodType): Finding[] {
  const line = { file: source.file, text, within: { text: source.text, offset } }
  const about = { what: 'record', advice: NOTHING_CHANGED }
  return found(source.file, () => {
    const tooMuch = tooMuchJson(text)
    if (tooMuch !== null) refuseJson(line, 0, tooMuch, about)
    checkedJson(line, parseJson(line, NOTHING_CHANGED), schema, about)
  }).problems
}

const moreLines = (count: number): string[] => (count > 0 ? [`${count} more lines have problems`] : [])

interface Line {
  text: string
  /** Where the line begins in the file. */
  offset: number
}

function* linesOf(text: string): Generator<Line> {
  for (let offset = 0; offset < text.length;) {
    const next = text.indexOf('\n', offset)
    const end = next < 0 ? text.length : next
    yield { text: text.slice(offset, end), offset }
    offset = end + 1
  }
}

function checkFlows({ file, text }: Source): Findings {
  const { problems, unread, flows, repeated, lost } = readFlows(file, text)
  const lostEvents = Object.values(lost).reduce((sum, events) => sum + events, 0)
  return {
    problems: problems.map(({ line, problem }) => ({
      ...{ file, line, column: 1, path: '', message: problem },
      text: `${file}:${line}:1  ${problem}`,
    })),
    notes: [
      `${flows} flows`,
      ...(repeated > 0 ? [`${repeated} repeated`] : []),
      ...(lostEvents > 0 ? [`${lostEvents} events lost, as its source says`] : []),
      ...moreLines(unread - problems.length),
    ],
  }
}
