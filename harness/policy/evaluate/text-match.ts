/** How Istio compares values: exactly, by a prefix ("abc*"), by a suffix ("*abc"), or present at all ("*"). */

/** An asterisk anywhere else is an ordinary character. */
export function textMatches(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== ''
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1))
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1))
  return value === pattern
}

/** Whether a path has variables: {*} stands for one segment, {**} for any number of characters and segments. */
export const isTemplate = (pattern: string): boolean => /\{\*\*?\}/.test(pattern)

/** Characters of a segment (RFC 3986, pchar), as Envoy's templates of paths take them. */
const SEGMENT = "[a-zA-Z0-9\\-._~%!$&'()+,;:@=]"
const SEGMENTS = "[a-zA-Z0-9\\-._~%!$&'()+,;:@=/]"

export function templateMatches(template: string, path: string): boolean {
  const regex = template
    .split(/(\{\*\*?\})/)
    .map((part) =>
      part === '{*}'
        ? `${SEGMENT}+`
        : part === '{**}'
          ? `${SEGMENTS}*`
          : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('')
  return new RegExp(`^${regex}$`).test(path)
}

/** Characters whose escape means the same as the character (RFC 3986, unreserved). */
const UNRESERVED = /%(2[de]|3[0-9]|4[1-9a-f]|5[0-9a]|5f|6[1-9a-f]|7[0-9a]|7e)/gi

/**
 * The path that Istio's policies are compared with: without query and fragment, dot segments resolved (path normalisation BASE, the
 * default).
 */
export function normalPath(path: string): string {
  const plain = path
    .replace(/[?#].*$/, '')
    .replace(UNRESERVED, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)))
  const { pathname } = new URL(`http://host${plain.startsWith('/') ? '' : '/'}${plain}`)
  return pathname
}
