/** Text of a JUnit file: suites of cases, in the form that Jenkins (junit-10.xsd of its xUnit plugin) and GitLab read. */
import { escaped } from '../../words/escaped.ts'

/** What became of a case. Failed: it was tried and is not so. Broken: it could not be tried. Skipped: it says nothing, with the reason. */
export type JunitOutcome =
  | { kind: 'passed' }
  | {
      kind: 'failed' | 'broken' | 'skipped'
      /** A word by which readers group cases, such as "proof". */
      type: string
      message: string
      /** Further lines. */
      details?: readonly string[]
    }

export interface JunitCase {
  /** Readers show cases as a tree by the dots of this name. */
  className: string
  name: string
  /** Null where nobody measured it. */
  seconds: number | null
  outcome: JunitOutcome
}

export interface JunitSuite {
  name: string
  /** ISO 8601; null where it is not known. */
  startedAt: string | null
  cases: readonly JunitCase[]
}

/** Names of the elements of JUnit. */
const ELEMENT = { failed: 'failure', broken: 'error', skipped: 'skipped' } as const

/** The text of the file. A suite without cases is left out: readers take it for one that did not run. */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const withCases = suites.filter(({ cases }) => cases.length > 0)
  const all = withCases.flatMap(({ cases }) => cases)
  const { tests, failures, errors } = counts(all)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, tests, failures, errors })}>`,
    ...withCases.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n')
}

const suiteLines = ({ name, startedAt, cases }: JunitSuite): string[] => [
  `  <testsuite${attributes({ name, ...counts(cases), timestamp: startedAt })}>`,
  ...cases.map(caseText),
  '  </testsuite>',
]

function caseText({ className, name, seconds, outcome }: JunitCase): string {
  const open = `    <testcase${attributes({ classname: className, name, time: seconds?.toFixed(3) ?? null })}`
  if (outcome.kind === 'passed') return `${open}/>`
  const { kind, type, message, details = [] } = outcome
  const element = ELEMENT[kind]
  return `${open}><${element}${attributes({ type, message })}>${xmlText(details.join('\n'))}</${element}></testcase>`
}

function counts(cases: readonly JunitCase[]) {
  const of = (kind: JunitOutcome['kind']): number =>
    cases.filter(({ outcome }) => outcome.kind === kind).length
  return { tests: cases.length, failures: of('failed'), errors: of('broken'), skipped: of('skipped') }
}

/** ` name="value"` of each attribute that has a value. */
const attributes = (values: Record<string, string | number | null>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === null ? [] : [` ${name}="${xmlText(String(value))}"`]))
    .join('')

const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** Escapes markup, and writes out marks of text direction. What XML 1.0 cannot hold, such as control characters of a log line, becomes "\uFFFD". */
const xmlText = (text: string): string =>
  escaped(text.toWellFormed().replace(NOT_IN_XML, '\uFFFD'), '\t\n\r')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)
