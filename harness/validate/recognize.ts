/** Tells from the content of a file of which kind it is; its name does not count. */
import { shown } from '../exchange/in/printable.ts'
import { hasFlows } from '../flows/has-flows.ts'
import { parseJson } from '../json/checked-json.ts'
import { mean } from '../numbers/mean.ts'
import { NOTHING_CHANGED } from './json-kinds.ts'
import { found, wholeFile, type Findings, type Form, type Kind, type Source } from './kind.ts'
import { tooMuchJson, tooMuchYaml } from './limits.ts'
import { FLOWS } from './line-kinds.ts'

/** Records are nested 10 levels deep. Code that walks over values may then do so by recursion. */
const DEEPEST = 32

/** The first values of a file, as far as they tell the kind: one, or those of several lines. */
interface Beginning {
  /** Forms that the file may have. */
  forms: readonly Form[]
  /** The fields of each value. */
  fields: readonly (readonly string[])[]
  /** The schema version that the first value says. */
  version?: unknown
}

/** The kind of a file, or why it has none. */
export function recognize(source: Source, kinds: readonly Kind[]): { kind: Kind } | Findings {
  const { file, text } = source
  if (text.trim() === '') return wholeFile(file, 'is empty')
  // A line that is too long is no line of flows, either.
  const lines = text.split('\n', LINES_LOOKED_AT)
  const tooLong = lines.map(tooMuchJson).find((reason) => reason !== null)
  if (tooLong) return wholeFile(file, tooLong)
  if (hasFlows(text)) return { kind: kinds.find(({ name }) => name === FLOWS)! }
  const begins = /^\s*[{[]/.test(text) ? jsonBeginning(source) : yamlBeginning(source)
  if ('problems' in begins) return begins
  const kind = nearest(begins, kinds)
  return kind ? { kind } : wholeFile(file, unknown(begins, kinds))
}

/** So many lines are looked at for the first whole one: the first may be damaged. */
const LINES_LOOKED_AT = 20

function jsonBeginning(source: Source): Beginning | Findings {
  const { file, text } = source
  const lines = text.split('\n', LINES_LOOKED_AT)
  const values = lines.map((line) => mappingIn(file, line)).filter((value) => value !== null)
  const isOneLine = values.length === 1 && text.trim() === lines.find((line) => line.trim() !== '')?.trim()
  if (values.length > 0) return { forms: isOneLine ? ['JSON', 'YAML', 'lines'] : ['lines'], ...about(values) }
  const refused = tooMuchJson(text)
  if (refused !== null) return wholeFile(file, refused)
  let value: unknown
  const { problems, notes } = found(file, () => void (value = parseJson(source, NOTHING_CHANGED, DEEPEST)))
  return problems.length > 0 ? { problems, notes } : { forms: ['JSON', 'YAML'], ...about([value]) }
}

/** The mapping in a line; null for anything else, and for one without fields. */
function mappingIn(file: string, line: string): object | null {
  let value: unknown
  const { problems } = found(
    file,
    () => void (value = parseJson({ file, text: line }, NOTHING_CHANGED, DEEPEST)),
  )
  return problems.length === 0 && isMapping(value) && Object.keys(value).length > 0 ? value : null
}

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function about(values: readonly unknown[]): Pick<Beginning, 'fields' | 'version'> {
  const mappings = values.filter(isMapping)
  const [first] = mappings as { schemaVersion?: unknown }[]
  return { fields: mappings.map((value) => Object.keys(value)), version: first?.schemaVersion }
}

/** Fields at the beginning of lines: they tell the kind of a file that is no YAML, too. */
function yamlBeginning({ file, text }: Source): Beginning | Findings {
  const refused = tooMuchYaml(text)
  if (refused !== null) return wholeFile(file, refused)
  const keys = [...text.matchAll(/^([A-Za-z]\w*) *:(?=\s|$)/gm)].map(([, key]) => key!)
  return { forms: ['YAML'], fields: keys.length === 0 ? [] : [[...new Set(keys)]] }
}

/** A file of a kind has at least so many of its fields from there, also where some are mistyped. */
const LEAST_SHARE = 0.5

/** The kind that knows the largest share of the fields; of several that of the file's version, then the one with the fewest other fields. */
function nearest({ forms, fields, version }: Beginning, kinds: readonly Kind[]): Kind | undefined {
  const rated = kinds
    .filter(({ form }) => forms.includes(form))
    .map((kind) => {
      const fits = fields.map((keys) => fitOf(keys, kind))
      return {
        kind,
        share: mean(fits.map(({ share }) => share)),
        isOther: kind.version !== undefined && kind.version !== version ? 1 : 0,
        others: mean(fits.map(({ others }) => others)),
      }
    })
  return rated
    .filter(({ share }) => share >= LEAST_SHARE)
    .toSorted((a, b) => b.share - a.share || a.isOther - b.isOther || a.others - b.others)[0]?.kind
}

interface Fit {
  /** Of the fields, how many the kind knows. */
  share: number
  /** How many other fields the kind knows. */
  others: number
}

/** How well a kind fits, by the alternative that fits best. */
const fitOf = (keys: readonly string[], { fields, isOpen }: Kind): Fit =>
  fields
    .map((known) => {
      const count = keys.filter((key) => known.includes(key)).length
      const most = isOpen ? Math.min(keys.length, known.length) : keys.length
      return { share: count / most, others: known.length - count }
    })
    .toSorted((a, b) => b.share - a.share || a.others - b.others)[0] ?? { share: 0, others: 0 }

/** So many fields are named in a message about a file of another kind. */
const FIELDS_NAMED = 5

function unknown({ fields: [first = []] }: Beginning, kinds: readonly Kind[]): string {
  const named = first.slice(0, FIELDS_NAMED).map(shown)
  const has = named.length === 0 ? 'has no fields' : `has the fields ${named.join(', ')}`
  return `is of no known kind: it ${has}; known are ${kinds.map(({ name }) => name).join(', ')}`
}
