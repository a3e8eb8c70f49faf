/** Writes a draft as the text of a scenario file, with comments that say where everything comes from. The same draft gives the same text. */
import { printable } from '../words/printable.ts'
import { changeLines, rounded, SOURCES, unknownLines } from './change-text.ts'
import type { Draft, DraftCall, DraftService, DraftStep } from './draft.ts'
import type { SourceKind } from './system.ts'

export interface About {
  /** Name of the file that was read, without its folder. */
  file: string
  kind: SourceKind
  counts: Record<string, number>
  /** Datapaths to compare. */
  arms: readonly string[]
}

export function scenarioText(draft: Draft, about: About): string {
  const { services, databases, page, callsPerPage } = draft
  const file = printable(about.file)
  return [
    ...comment(
      0,
      `Written by \`npm run init\` from ${file}: ${SOURCES[about.kind]}, ${countsText(about.counts)}.`,
    ),
    ...comment(
      0,
      `A page has ${rounded(callsPerPage.scenario)} calls here, and ${rounded(callsPerPage.source)} on average in the source.`,
    ),
    ...section('The source does not say', unknownLines(draft.unknown)),
    ...section('Left out or different', changeLines(draft.changes)),
    `description: ${JSON.stringify(`What would a mesh cost the ${countsText({ services: services.length })} of ${file}?`)}`,
    '',
    'topology:',
    '  services:',
    ...services.flatMap(serviceLines),
    ...(databases.length === 0 ? [] : ['  databases:']),
    ...databases.flatMap(({ name, namespace, source }) => [
      `    ${keyOf(name)}: { namespace: ${textOf(namespace)} }${differs(name, source)}`,
    ]),
    '  page:',
    ...page.map(({ to, source }) => `    - call: ${textOf(to)}${differs(to, source)}`),
    '',
    'loads:',
    ...comment(
      2,
      '40 % of what the slowest arm carries, which the run finds first: rates of the source say nothing about this machine.',
    ),
    '  - { pagesPerSecond: auto, warmUp: 400ms, measure: 1s }',
    '',
    `arms: [${about.arms.map(textOf).join(', ')}]`,
    '',
  ].join('\n')
}

export const countsText = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${count === 1 ? what.replace(/s$/, '') : what}`)
    .join(', ')

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['#', `# ${title}:`, ...lines.flatMap((line) => comment(0, `- ${line}`))]

/** Lines of a comment end before this column. */
const WIDTH = 118

function comment(indent: number, text: string): string[] {
  const begin = `${' '.repeat(indent)}# `
  const hang = text.startsWith('- ') ? '  ' : ''
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && begin.length + line.length + 1 + word.length > WIDTH) {
      lines.push(begin + line)
      line = hang + word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, begin + line]
}

/** The name in the source, where it is another one. */
function differs(name: string, source: string): string {
  const own = name.split('.', 1)[0]!
  return source === own || source.endsWith(`/${own}`) ? '' : ` # ${printable(source)}`
}

function serviceLines({ name, namespace, source, responseBytes, workUs, steps }: DraftService): string[] {
  const lines = [
    `    ${keyOf(name)}:${differs(name, source)}`,
    `      namespace: ${textOf(namespace)}`,
    ...(responseBytes === null ? [] : [`      responseBytes: ${responseBytes}`]),
  ]
  const written = [
    ...(workUs === null || workUs < 1 ? [] : [`        - cpuUs: ${workUs}`]),
    ...steps.flatMap(stepLines),
  ]
  return written.length === 0 ? lines : [...lines, '      steps:', ...written]
}

function stepLines({ kind, calls }: DraftStep): string[] {
  const indent = kind === 'parallel' ? '            ' : '        '
  const what = kind === 'queries' ? 'query' : 'call'
  const lines = calls.flatMap((call) =>
    Array.from({ length: call.times }, () => callLines(indent, what, call)).flat(),
  )
  return kind === 'parallel' ? ['        - parallel:', ...lines] : lines
}

function callLines(
  indent: string,
  what: 'call' | 'query',
  { to, requestBytes, times, perRequest }: DraftCall,
): string[] {
  const isExact = rounded(perRequest) === String(times)
  return [
    `${indent}- ${what}: ${textOf(to)}${isExact ? '' : ` # ${rounded(perRequest)} a request in the source`}`,
    ...(requestBytes === null || requestBytes === 0 ? [] : [`${indent}  requestBytes: ${requestBytes}`]),
  ]
}

/** Names that YAML takes for something else than text, in one of its versions. */
const NO_TEXT = /^(true|false|null|yes|no|on|off|y|n)$/

/** Only letters, digits, dashes and dots get here: other characters have been replaced. */
const textOf = (name: string): string => (NO_TEXT.test(name) ? `'${name}'` : name)
const keyOf = textOf
