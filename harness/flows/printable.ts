/** Names in flows come from whoever ran a pod. A terminal must print them, never obey them. */
import { escaped } from '../words/escaped.ts'

/** The longest name that Kubernetes allows has 253 characters; more than this helps nobody in a table. */
const LONGEST = 80

/** The name with control characters and marks of text direction written out, cut where it is long. */
export function printable(name: string): string {
  const safe = escaped(name.slice(0, LONGEST))
  return name.length > LONGEST ? `${safe}… (${name.length} characters)` : safe
}
