/**
 * Reads the subset of YAML that hopbench's files may use, which every tool reads in the same way. Errors and warnings of the YAML
 * library, and what it silently accepts, become faults with a position. A document without faults can always be turned into plain
 * values.
 */
import { Composer, Lexer, LineCounter, Parser, type CST, type Document } from 'yaml'
import { aliasFaults } from './alias-faults.ts'
import { nodeFaults } from './node-faults.ts'
import { characterFaults } from './character-faults.ts'
import type { Fault } from './fault.ts'

export interface PlainYaml {
  /** Only to be used when there is no fault. */
  documents: Document.Parsed[]
  lines: LineCounter
  faults: Fault[]
}

/** Deepest nesting: far deeper than any real file, and far from the depth at which the library exhausts the stack (2,000). */
const DEEPEST = 100

/** Reads a text that may hold several documents. An empty text is one document without a value. */
export function readPlainYaml(text: string): PlainYaml {
  const lines = new LineCounter()
  const { tokens, tooDeep } = parse(text, lines)
  const unreadable = [...characterFaults(text), ...tooDeep]
  if (unreadable.length > 0) return { documents: [], lines, faults: unreadable }
  const composer = new Composer({ stringKeys: true, resolveKnownTags: false, logLevel: 'error' })
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[]
  // Take both lists: a mere warning of the library, such as one for an unknown tag, can change what a value means.
  const [first] = [
    ...directiveFaults(tokens),
    ...documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]).map(faultOf),
  ].toSorted((one, other) => one.offset - other.offset)
  // Only the first fault is returned, since later ones mostly follow from it.
  if (first) return { documents, lines, faults: [first] }
  const ofAliases = documents.flatMap(aliasFaults)
  const faults = ofAliases.length > 0 ? ofAliases : documents.flatMap(nodeFaults)
  return { documents, lines, faults }
}

/** Parses like the library's own loop, but stops at nesting that is too deep: the library composes nested values by recursion. */
function parse(text: string, lines: LineCounter): { tokens: CST.Token[]; tooDeep: Fault[] } {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  const tokens: CST.Token[] = []
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > DEEPEST) {
      const message = `is nested more than ${DEEPEST} levels deep: flatten it`
      return { tokens, tooDeep: [{ offset: parser.offset, message }] }
    }
  }
  tokens.push(...parser.end())
  return { tokens, tooDeep: [] }
}

function faultOf({ code, message, pos }: Document['errors'][number]): Fault {
  return { offset: pos[0], message: MESSAGES[code] ?? `is not YAML: ${message}` }
}

/** Messages for errors whose message in the library is written for its callers. */
const MESSAGES: Record<string, string> = {
  DUPLICATE_KEY: 'is there twice in this mapping: remove one of them',
  NON_STRING_KEY: 'is a key that is no text: write the name itself, without alias, tag or brackets',
  TAB_AS_INDENT: 'is indented with a tab: use spaces',
  TAG_RESOLVE_FAILED: 'has a tag (!) that this value cannot have: leave the tag out',
  ALIAS_PROPS: 'is an alias with a tag or an anchor: leave that out',
}

/** A directive changes what the lines below mean: with `%YAML 1.1`, `on` is true and 010 is eight. */
const directiveFaults = (tokens: readonly CST.Token[]): Fault[] =>
  tokens
    .filter((token) => token.type === 'directive')
    .map(({ offset, source }) => ({ offset, message: `is the directive ${source}: leave that line out` }))
