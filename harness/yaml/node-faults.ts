/** Finds keys and values that are valid YAML but that YAML parsers read differently, or drop. */
import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Scalar } from 'yaml'
import { holdsNoText } from './character-faults.ts'
import type { Fault } from './fault.ts'

/** Decimal numbers, which every YAML parser reads in the same way. */
const DECIMAL = /^[-+]?(0|[1-9]\d*|(?=\.\d))(\.\d*)?(e[-+]?\d+)?$/i

/** Returns the faults of a document. Its aliases must have been checked before. */
export const nodeFaults = (document: Document): Fault[] => faultsOf(document.contents)

function faultsOf(node: unknown): Fault[] {
  if (isScalar(node)) return scalarFaults(node)
  if (isSeq(node)) return node.items.flatMap(faultsOf)
  if (!isMap(node)) return []
  return node.items.flatMap(({ key, value }) => [
    ...(isScalar(key) ? keyFaults(key, value) : []),
    ...(isAlias(value) ? [] : faultsOf(value)),
  ])
}

function keyFaults(key: Scalar, value: unknown): Fault[] {
  const offset = key.range?.[0] ?? 0
  // An empty key has no position of its own, so the fault points at the colon.
  if (key.value === '')
    return [
      {
        offset: isNode(value) ? (value.range?.[0] ?? offset) : offset,
        message: 'has no name before its colon',
      },
    ]
  if (key.value === '<<' && key.type === 'PLAIN')
    return [{ offset, message: 'is a merge key, which YAML 1.2 does not have: write the fields out' }]
  // A check of plain objects cannot see this name: it sets the prototype.
  if (key.value === '__proto__') return [{ offset, message: '__proto__ cannot be a name: choose another' }]
  return scalarFaults(key)
}

function scalarFaults({ value, source, range }: Scalar): Fault[] {
  const offset = range?.[0] ?? 0
  if (typeof value === 'string' && holdsNoText(value))
    return [{ offset, message: `holds an invisible character: ${JSON.stringify(value)}; leave it out` }]
  if (typeof value !== 'number') return []
  if (source !== undefined && !DECIMAL.test(source))
    return [
      {
        offset,
        message: `${source} is a number only to some readers: write it with decimal digits, or as text in quotes`,
      },
    ]
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    return [
      { offset, message: `${source ?? value} is more than a number can hold exactly: write a smaller one` },
    ]
  return []
}
