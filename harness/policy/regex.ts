/** Regular expressions of HTTP rules. Cilium gives them to Envoy, which reads them as RE2 and compares the whole value. */

/** Looking around and repeating what a group found: RE2 has neither. */
const NOT_RE2 = /\(\?(=|!|<=|<!)|\\[1-9]/

/** Whether a whole value matches. @throws SyntaxError for what `regexProblem` refuses */
export const matchesWhole = (regex: string, value: string): boolean =>
  new RegExp(`^(?:${regex})$`).test(value)

/** Why an expression cannot be used; null for one that can. */
export function regexProblem(regex: string): string | null {
  if (NOT_RE2.test(regex)) return `must be a regular expression of RE2, but is "${regex}"`
  try {
    matchesWhole(regex, '')
    return null
  } catch {
    return `must be a regular expression, but is "${regex}"`
  }
}
