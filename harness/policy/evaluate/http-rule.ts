/** Whether Cilium's HTTP and DNS rules allow a request. */
import type { HttpRequest } from '../attempt.ts'
import type { DnsRule, HttpRule } from '../policy.ts'
import { matchesWhole } from '../regex.ts'

/** Method, path and host are compared as a whole; the path with its query, as Envoy compares `:path`. */
export const allowsRequest = (rule: HttpRule, request: HttpRequest): boolean =>
  (rule.method === null || matchesWhole(rule.method, request.method)) &&
  (rule.path === null || matchesWhole(rule.path, request.path)) &&
  (rule.host === null || matchesWhole(rule.host, request.host)) &&
  rule.headers.every(({ name, value }) => {
    const given = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined
    return value === null ? given !== undefined : given === value
  })

/** Names are not case-sensitive. An asterisk stands for characters of one label, and alone for every name. */
export function allowsName(rule: DnsRule, name: string): boolean {
  const asked = plain(name)
  if ('name' in rule) return plain(rule.name) === asked
  const pattern = plain(rule.pattern)
  if (pattern === '*') return true
  const regex = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[-a-z0-9_]*')
  return matchesWhole(regex, asked)
}

const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '')
