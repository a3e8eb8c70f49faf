/** What no file of hopbench has, and what could exhaust the memory of a machine that reads it. */
import { MOST_WRITTEN_BYTES } from '../yaml/written-text.ts'

/** A journal of the longest run has some 50 MB, and so have 40,000 flows. */
export const MOST_BYTES = 64 * 2 ** 20

/** One JSON value: a summary of a hundred arms has less, and so has a line of a journal. */
const MOST_OF_JSON = 8 * 2 ** 20
/** A value that is wrong takes half a kilobyte to tell. A summary of a hundred arms has as many. */
const MOST_VALUES_OF_JSON = 500_000
/** The reader of YAML takes four kilobytes for each value, and refuses more than as many. */
const MOST_VALUES_OF_YAML = 100_000

const COMMA = 0x2c
const LINE_BREAK = 0x0a

/** Why a text that should be one JSON value is not parsed; null for one that may be. */
export const tooMuchJson = (text: string): string | null =>
  tooMuch(text, 'a JSON value', MOST_OF_JSON, MOST_VALUES_OF_JSON)

/** Why a text that should be YAML is not parsed; null for one that may be. */
export const tooMuchYaml = (text: string): string | null =>
  tooMuch(text, 'YAML', MOST_WRITTEN_BYTES, MOST_VALUES_OF_YAML)

function tooMuch(text: string, what: string, mostBytes: number, mostValues: number): string | null {
  if (text.length > mostBytes)
    return `has ${what} of more than ${mostBytes.toLocaleString('en')} bytes; no file of hopbench has`
  return separatorsIn(text) > mostValues
    ? `has ${what} with more than ${mostValues.toLocaleString('en')} values; no file of hopbench has`
    : null
}

/** Values are separated by commas or line breaks, in JSON by commas; those in texts and between fields count as well. */
function separatorsIn(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === COMMA || code === LINE_BREAK) count += 1
  }
  return count
}
