/** Names in flows come from whoever ran a pod. A terminal must print them, never obey them. */

/** The longest name that Kubernetes allows has 253 characters; more than this helps nobody in a table. */
const LONGEST = 80

/** The name with control characters and marks of text direction written out, cut where it is long. */
export function printable(name: string): string {
  const safe = Array.from(name.slice(0, LONGEST), (letter) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(letter) ? `\\u{${letter.codePointAt(0)!.toString(16)}}` : letter,
  ).join('')
  return name.length > LONGEST ? `${safe}… (${name.length} characters)` : safe
}
