/**
 * What RBAC rules say of a call, by Envoy's own rules: an interpreter of the messages that `envoy-rbac.ts` writes, so that what was read
 * back from a running Envoy can be held against the evaluator.
 */
import { contains } from './address-range.ts'
import type { Call } from './evaluate/authorization-rule.ts'
import { normalPath, templateMatches } from './evaluate/text-match.ts'
import type { RbacRules } from './envoy-rbac.ts'

type Message = Record<string, unknown>

/**
 * Filters are asked in order. Under ALLOW what no policy matches is denied, under DENY what one matches.
 * @throws Error for a kind of rule that hopbench never writes
 */
export const allowedByRbac = (filters: readonly RbacRules[], call: Call): boolean =>
  filters.every(({ action, policies }) => {
    const isMatched = Object.values(policies ?? {}).some(
      ({ permissions, principals }) =>
        permissions.some((one) => holds(one, call)) && principals.some((one) => holds(one, call)),
    )
    return isMatched === (action !== 'DENY')
  })

/** Permissions and principals are combined alike, under names of their own. */
function holds(message: Message, call: Call): boolean {
  const [[kind, value] = ['nothing', undefined]] = Object.entries(message)
  const part = value as Message
  const list = (key: string): Message[] => (part[key] ?? []) as Message[]
  switch (kind) {
    case 'any':
      return value === true
    case 'and_rules':
      return list('rules').every((one) => holds(one, call))
    case 'and_ids':
      return list('ids').every((one) => holds(one, call))
    case 'or_rules':
      return list('rules').some((one) => holds(one, call))
    case 'or_ids':
      return list('ids').some((one) => holds(one, call))
    case 'not_rule':
    case 'not_id':
      return !holds(part, call)
    case 'destination_port':
      return value === call.port
    case 'destination_ip':
      return contains(rangeOf(part), call.destinationAddress)
    case 'direct_remote_ip':
      return call.sourceAddress !== null && contains(rangeOf(part), call.sourceAddress)
    case 'authenticated':
      return call.principal !== null && textMatches(part['principal_name'] as Message, call.principal)
    case 'header':
      return headerMatches(part, call)
    case 'url_path':
      return call.http !== null && textMatches(part['path'] as Message, normalPath(call.http.path))
    case 'uri_template': {
      const { path_template: template } = part['typed_config'] as { path_template: string }
      return call.http !== null && templateMatches(withBraces(template), normalPath(call.http.path))
    }
    default:
      throw new Error(`the RBAC rule ${kind} is none that hopbench writes`)
  }
}

const rangeOf = ({ address_prefix, prefix_len }: Message): string =>
  `${String(address_prefix)}/${Number(prefix_len ?? 0)}`

/** Envoy writes `*` and `**`, where Istio has braces around them. */
const withBraces = (template: string): string => template.replace(/\*{1,2}/g, (stars) => `{${stars}}`)

function headerMatches({ name, present_match, string_match }: Message, { http }: Call): boolean {
  if (http === null) return false
  const value = headerOf(String(name), http)
  if (value === undefined) return false
  return present_match === true || textMatches(string_match as Message, value)
}

const headerOf = (name: string, http: NonNullable<Call['http']>): string | undefined =>
  name === ':method'
    ? http.method
    : name === ':authority'
      ? http.host
      : Object.hasOwn(http.headers, name)
        ? http.headers[name]
        : undefined

function textMatches(match: Message, value: string): boolean {
  const alike = (text: unknown): string =>
    match['ignore_case'] === true ? String(text).toLowerCase() : String(text)
  if ('exact' in match) return alike(value) === alike(match['exact'])
  if ('prefix' in match) return alike(value).startsWith(alike(match['prefix']))
  if ('suffix' in match) return alike(value).endsWith(alike(match['suffix']))
  const { regex } = match['safe_regex'] as { regex: string }
  return new RegExp(`^(?:${regex})$`).test(value)
}
