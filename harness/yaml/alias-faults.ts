/** Finds aliases (`*name`) that stand for nothing, for themselves, or for more values than anybody can have meant. */
import { isAlias, isCollection, isNode, isPair, type Document } from 'yaml'
import { didYouMean } from '../words/did-you-mean.ts'
import type { Fault } from './fault.ts'

/** Most values of a document after aliases are expanded: a few lines of nested aliases can expand to billions. */
const MOST_VALUES = 100_000

interface Anchored {
  /** Number of values that the anchor's value holds; null while the value is not complete. */
  size: number | null
}

/** Returns the first such alias as a fault, or an empty list. */
export function aliasFaults(document: Document): Fault[] {
  const anchors = new Map<string, Anchored>()
  const faults: Fault[] = []

  /** Walks the nodes in the order of the text, and returns how many values a node holds. */
  const sizeOf = (node: unknown): number => {
    if (isPair(node)) return sizeOf(node.key) + sizeOf(node.value)
    if (!isNode(node) || faults.length > 0) return 0
    if (isAlias(node)) {
      const size = anchors.get(node.source)?.size
      if (typeof size === 'number') return within(node.range![0], size)
      faults.push({ offset: node.range![0], message: unresolved(node.source, anchors) })
      return 0
    }
    const anchored: Anchored = { size: null }
    if (node.anchor !== undefined) anchors.set(node.anchor, anchored)
    let size = 1
    if (isCollection(node)) for (const item of node.items) size += sizeOf(item)
    anchored.size = size
    return within(node.range?.[0] ?? 0, size)
  }
  const within = (offset: number, size: number): number => {
    if (size > MOST_VALUES && faults.length === 0)
      faults.push({ offset, message: `stands for more than ${MOST_VALUES} values: use fewer aliases` })
    return size
  }
  sizeOf(document.contents)
  return faults
}

function unresolved(name: string, anchors: ReadonlyMap<string, Anchored>): string {
  if (anchors.has(name)) return `is the alias *${name} inside the value that &${name} names: write it out`
  return `is the alias *${name}, and no anchor &${name} comes before it: write the value, in quotes where it begins with *${didYouMean(name, [...anchors.keys()])}`
}
