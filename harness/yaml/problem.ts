/** A problem in a YAML file, which is rendered as `file:line:column` with the lines around it. */
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

/** Renders `shop.yaml:7:11  topology.page[0].call  message`, then the line with a caret below the position. */
export function renderProblem(source: SourceFile, document: Document, problem: Problem): string {
  const path = [...problem.path, ...(problem.key === undefined ? [] : [problem.key])]
  return renderAt(source, offsetOf(document, problem), `${renderPath(path)}${problem.message}`)
}

/** Like `renderProblem`, for a position in the text without a path, such as a fault in the YAML itself. */
export function renderAt(source: SourceFile, offset: number, message: string): string {
  const { line, col } = source.lines.linePos(offset)
  const all = source.text.split(/\r?\n/)
  const width = String(line).length
  const before = all[line - 2]
  const from = Math.max(0, col - 1 - MOST_BEFORE)
  return [
    `${source.name}:${line}:${col}  ${printable(message, MOST_SAID)}`,
    ...(before?.trim() ? [`  ${String(line - 1).padStart(width)} | ${shown(before, 0)}`] : []),
    `  ${line} | ${shown(all[line - 1] ?? '', from)}`,
    `  ${' '.repeat(width)} | ${' '.repeat(col - 1 - from + (from > 0 ? 1 : 0))}^`,
  ].join('\n')
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

function renderPath(path: PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return text ? `${text.replace(/^\./, '')}  ` : ''
}

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
