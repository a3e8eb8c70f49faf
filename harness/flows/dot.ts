/** The edges as a graph for Graphviz: `npm run flows -- <run> --dot | dot -Tsvg`. */
import { printable } from '../words/printable.ts'
import type { EdgeRow } from './seen-by.ts'
import { oftenWords } from './words-of-edge.ts'

export function dotOf(title: string, rows: readonly EdgeRow[]): string {
  const names = [...new Set(rows.flatMap(({ from, to }) => [from, to]))].toSorted()
  const groups = Map.groupBy(names, namespaceOf)
  const nodes = [...groups].flatMap(([namespace, members], index) => {
    const lines = members.map((name) => `  ${quoted(name)} [label=${quoted(shortOf(name))}];`)
    return namespace === ''
      ? lines
      : [`  subgraph cluster_${index} {`, `  label=${quoted(namespace)};`, ...lines, '  }']
  })
  const edges = rows.map((row) => {
    const label = [
      row.port === null ? row.protocol : `${row.protocol} ${row.port}`,
      ...row.seen.map(({ by, edge }) => `${by}: ${oftenWords(edge)}`),
      ...(row.missedBy.length > 0 ? [`not seen by ${row.missedBy.join(', ')}`] : []),
    ].map(printable)
    const style = row.seen.length === 0 ? 'dashed' : row.expected === 'other' ? 'dotted' : 'solid'
    const refused = row.seen.some(({ edge }) => edge.refused > 0)
    // Graphviz reads \n as the end of a line, so only the parts are made safe.
    const text = `"${label.map(inside).join('\\n')}"`
    return `  ${quoted(row.from)} -> ${quoted(row.to)} [label=${text}, style=${style}${refused ? ', color=red' : ''}];`
  })
  return [
    `digraph ${quoted(title)} {`,
    '  rankdir=LR;',
    '  node [shape=box];',
    ...nodes,
    ...edges,
    '}',
    '',
  ].join('\n')
}

const namespaceOf = (id: string): string => (id.includes('/') ? id.slice(0, id.indexOf('/')) : '')
const shortOf = (id: string): string => id.slice(id.indexOf('/') + 1)

/** A quoted ID of Graphviz's language: only the quote and the backslash are special. */
const inside = (text: string): string => text.replace(/[\\"]/g, '\\$&')
const quoted = (name: string): string => `"${inside(printable(name))}"`
