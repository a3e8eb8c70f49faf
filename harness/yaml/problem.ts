/** A problem in a file, its place there, and how it is rendered: as `file:line:column` with the lines around it. */
import { isNode, isPair, isScalar, type Document, type LineCounter, type Node } from 'yaml'

export interface Problem {
  /** Keys and indexes from the document's root: ["topology", "page", 0, "call"]. */
  path: PropertyKey[]
  message: string
  /** Points at this key of the mapping at `path` instead of at a value; for fields that should not be there. */
  key?: string
}

export interface SourceFile {
  /** Name of the file, as the user typed it. */
  name: string
  text: string
  lines: LineCounter
}

export interface PlacedProblem {
  file: string
  /** Counted from 1, as is `column`. */
  line: number
  column: number
  /** "topology.page[0].call"; empty for the text itself. */
  path: string
  message: string
  /** All of it for a terminal, with the line itself and a caret below the position. */
  text: string
}

/** Places a problem where its value stands: `shop.yaml:7:11  topology.page[0].call  message`. */
export const placeProblem = (source: SourceFile, document: Document, problem: Problem): PlacedProblem =>
  placeAt(source, offsetOf(document, problem), problem.message, [
    ...problem.path,
    ...(problem.key === undefined ? [] : [problem.key]),
  ])

/** Like `placeProblem`, for a position in the text; a fault in the text itself has no path. */
export function placeAt(
  source: SourceFile,
  offset: number,
  message: string,
  path: readonly PropertyKey[] = [],
): PlacedProblem {
  const { line, col } = source.lines.linePos(offset)
  const [printablePath, printableMessage] = [pathText(path), message].map((text) =>
    printable(text, MOST_SAID),
  )
  return {
    file: source.name,
    line,
    column: col,
    path: printablePath!,
    message: printableMessage!,
    text: rendered(source, { line, col }, [printablePath, printableMessage].filter(Boolean).join('  ')),
  }
}

function rendered(source: SourceFile, { line, col }: { line: number; col: number }, said: string): string {
  const width = String(line).length
  const before = line > 1 ? lineOf(source, line - 1) : ''
  const from = Math.max(0, col - 1 - MOST_BEFORE)
  return [
    `${source.name}:${line}:${col}  ${said}`,
    ...(before.trim() ? [`  ${String(line - 1).padStart(width)} | ${shown(before, 0)}`] : []),
    `  ${line} | ${shown(lineOf(source, line), from)}`,
    `  ${' '.repeat(width)} | ${' '.repeat(col - 1 - from + (from > 0 ? 1 : 0))}^`,
  ].join('\n')
}

/** The text of a line, counted from 1. The file may be large, so it is not taken apart. */
function lineOf({ text, lines }: SourceFile, line: number): string {
  const start = lines.lineStarts[line - 1] ?? 0
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '')
}

/** In a line that is too long for a terminal, at most this many characters before the position are shown. */
const MOST_BEFORE = 100
const MOST_SHOWN = 160
/** Most characters of a message, which may repeat text of the file. */
const MOST_SAID = 600

const shown = (line: string, from: number): string =>
  `${from > 0 ? '…' : ''}${printable(line.slice(from), MOST_SHOWN)}`

/** Replaces characters that control a terminal, and cuts a text that is too long. */
function printable(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text
  return cut.replace(/[\p{Cc}\p{Cs}]/gu, (character) => (character === '\t' ? ' ' : '\uFFFD'))
}

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

/** Offset at which the value at the path begins. For a missing value, that of the nearest ancestor that exists. */
function offsetOf(document: Document, { path, key }: Problem): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (!isNode(node)) continue
    return (
      (length === path.length && key !== undefined ? keyOffset(node, key) : undefined) ?? node.range?.[0] ?? 0
    )
  }
  return 0
}

function keyOffset(node: Node, key: string): number | undefined {
  if (!('items' in node)) return undefined
  for (const item of node.items as unknown[])
    if (isPair(item) && isScalar(item.key) && item.key.value === key) return item.key.range?.[0]
  return undefined
}
