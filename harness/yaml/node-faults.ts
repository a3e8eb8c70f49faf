/** Keys and values that YAML allows and that readers of YAML understand differently, or lose. */
import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Scalar } from 'yaml'
import { holdsNoText } from './character-faults.ts'
import type { Fault } from './fault.ts'

/** As everybody writes numbers. */
const DECIMAL = /^[-+]?(0|[1-9]\d*|(?=\.\d))(\.\d*)?(e[-+]?\d+)?$/i

/** Of a document whose aliases are sound. */
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
  // Nothing has no place of its own; the colon is before the value.
  if (key.value === '')
    return [
      {
        offset: isNode(value) ? (value.range?.[0] ?? offset) : offset,
        message: 'has no name before its colon',
      },
    ]
  if (key.value === '<<' && key.type === 'PLAIN')
    return [{ offset, message: 'is a merge key, which YAML 1.2 has not: write the fields out' }]
  // The one name that a check of plain objects cannot see.
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
