/** The keys of `when` in an AuthorizationPolicy. */
import type { Attribute } from '../policy.ts'

const HEADER = /^request\.headers\[(.+)\]$/

/** The attribute that a key of `when` means; null for one that hopbench does not judge. */
export function attributeOf(key: string): Attribute | null {
  const header = HEADER.exec(key)?.[1]
  if (header !== undefined) return { kind: 'header', name: header.toLowerCase() }
  switch (key) {
    case 'source.principal':
    case 'source.namespace':
    case 'source.serviceAccount':
    case 'source.ip':
    case 'destination.ip':
    case 'destination.port':
      return { kind: key }
    default:
      return null
  }
}
