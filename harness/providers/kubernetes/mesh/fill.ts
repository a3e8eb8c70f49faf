/** Fills placeholders in the texts of a mesh: "{namespace}" becomes the name of the namespace. Pure. */

/** Braces around anything but a lower-case name are not placeholders: {"a":1}, \d{3}. */
const PLACEHOLDER = /\{([a-z][A-Za-z]*)\}/g

/** The placeholders that are allowed in each kind of text. */
export const PLACEHOLDERS = {
  release: ['controlPlaneHost'],
  namespaceManifest: ['namespace'],
  serviceManifest: ['namespace', 'service'],
  policyManifest: ['namespace', 'service', 'allowed'],
  allowedCaller: ['caller', 'callerNamespace'],
  service: ['namespace', 'service'],
  caller: ['namespace', 'service'],
  edge: ['namespace', 'service', 'caller', 'callee', 'calleeNamespace'],
  arm: ['namespace', 'service'],
  flows: ['namespace', 'since'],
  collected: ['collector'],
} as const satisfies Record<string, readonly string[]>

/** The names of the placeholders in a text, in order. */
export const placeholdersIn = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!)

/** Fills the placeholders of a text. @throws Error for an unknown placeholder, which the check of mesh.yaml excludes */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name]
    if (value === undefined)
      throw new Error(`{${name}} in "${text}" is not a placeholder here (${Object.keys(values).join(', ')})`)
    return value
  })
}

/** Fills every text within a value. A text that is only one placeholder may become a list or a mapping. */
export function fillAll(value: unknown, values: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => fillAll(item, values))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [fill(key, textsOf(values)), fillAll(item, values)]),
    )
  if (typeof value !== 'string') return value
  const only = /^\{([a-z][A-Za-z]*)\}$/.exec(value)?.[1]
  if (only !== undefined && typeof (values[only] ?? '') !== 'string') return values[only]
  return fill(value, textsOf(values))
}

const textsOf = (values: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

/** All texts within a value, keys included. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)])
}
