/** Makes names that a scenario may have of the names in a source, as near to them as its rules allow, and each only once. */

/** A scenario's names are Kubernetes labels that are part of host names and of kernel objects (`harness/scenario/fields.ts`). */
const LONGEST = 32

export interface Named {
  id: string
  name: string
  namespace: string | null
}

/**
 * Valid names by id, each once. Of two that would be equal, the later one gets its namespace, or a number.
 * @param taken names that nothing may have
 */
export function validNames(all: Iterable<Named>, taken: readonly string[] = []): Map<string, string> {
  const used = new Set(taken)
  const names = new Map<string, string>()
  for (const { id, name, namespace } of all) {
    const valid = validName(name)
    const chosen = [valid, ...(namespace === null ? [] : [joined(valid, validName(namespace))])].find(
      (candidate) => !used.has(candidate),
    )
    const unique = chosen ?? numbered(valid, used)
    used.add(unique)
    names.set(id, unique)
  }
  return names
}

/** Lower-case letters, digits and dashes, a letter first; what else there is becomes a dash. */
export function validName(name: string): string {
  const plain = name
    .slice(0, LONGEST * 4)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
  if (plain === '') return 'service'
  return cut(/^[a-z]/.test(plain) ? plain : `s-${plain}`)
}

const cut = (name: string, length = LONGEST): string => name.slice(0, length).replace(/-+$/, '')

const joined = (name: string, end: string): string =>
  `${cut(name, LONGEST - Math.min(end.length, LONGEST / 2) - 1)}-${cut(end, LONGEST / 2)}`

function numbered(name: string, used: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) {
    const candidate = joined(name, String(number))
    if (!used.has(candidate)) return candidate
  }
}
