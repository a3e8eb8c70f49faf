/** What Istio's validation refuses besides unknown fields (istio/istio, ValidateAuthorizationPolicy), and what hopbench refuses. */
import { didYouMean } from '../../words/did-you-mean.ts'
import type { Problem } from '../../yaml/problem.ts'
import { isAddress, isCidr } from '../address-range.ts'
import { attributeOf } from './attribute.ts'
import type {
  WrittenAuthorization,
  WrittenOperation,
  WrittenRule,
  WrittenSource,
} from './authorization-schema.ts'

/** @returns the problems of a policy; paths begin at the object */
export function checkAuthorization({ spec }: WrittenAuthorization): Problem[] {
  const { action, rules = [], provider } = spec
  if (action === 'CUSTOM')
    return [
      {
        path: ['spec', 'action'],
        message: 'must not be CUSTOM: hopbench has no external authorizer that could be asked',
      },
    ]
  return [
    ...(provider === undefined
      ? []
      : [{ path: ['spec', 'provider'], message: 'must be left out: only CUSTOM has a provider' }]),
    ...(action === 'DENY' && rules.length === 0
      ? [
          {
            path: ['spec'],
            message: 'denies nothing, because it has no rules: write `rules: [{}]` to deny every request',
          },
        ]
      : []),
    ...rules.flatMap((rule, n) => ruleProblems(rule, ['spec', 'rules', n])),
  ]
}

const ruleProblems = ({ from = [], to = [], when = [] }: WrittenRule, path: PropertyKey[]): Problem[] => [
  ...from.flatMap(({ source }, n) => sourceProblems(source, [...path, 'from', n, 'source'])),
  ...to.flatMap(({ operation }, n) => operationProblems(operation, [...path, 'to', n, 'operation'])),
  ...when.flatMap((one, n) => conditionProblems(one, [...path, 'when', n])),
]

function sourceProblems(source: WrittenSource, path: PropertyKey[]): Problem[] {
  if (isEmpty(source)) return [{ path, message: 'must have at least one field with values' }]
  const { principals, notPrincipals, namespaces, notNamespaces, serviceAccounts, notServiceAccounts } = source
  if (
    [serviceAccounts, notServiceAccounts].some(hasValues) &&
    [principals, notPrincipals, namespaces, notNamespaces].some(hasValues)
  )
    return [
      { path, message: 'has serviceAccounts together with namespaces or principals: write two entries' },
    ]
  return [
    ...each(source, path, ['ipBlocks', 'notIpBlocks'], addressProblem),
    ...each(source, path, ['serviceAccounts', 'notServiceAccounts'], serviceAccountProblem),
  ]
}

function operationProblems(operation: WrittenOperation, path: PropertyKey[]): Problem[] {
  if (isEmpty(operation)) return [{ path, message: 'must have at least one field with values' }]
  return [
    ...each(operation, path, ['ports', 'notPorts'], portProblem),
    ...each(operation, path, ['paths', 'notPaths'], templateProblem),
  ]
}

/** Keys of `when` that Istio has and hopbench refuses, and why. */
const REFUSED_KEYS: [RegExp, string][] = [
  [/^request\.auth\./, 'hopbench issues no JWT'],
  [/^remote\.ip$/, 'no proxy stands before the meshes of hopbench'],
  [/^connection\.sni$/, 'the server name is one of the mesh itself'],
  [/^experimental\.envoy\.filters\./, 'hopbench reads no metadata of filters'],
]
const KEYS = [
  'source.principal',
  'source.namespace',
  'source.serviceAccount',
  'source.ip',
  'destination.ip',
  'destination.port',
  'request.headers[name]',
]

function conditionProblems(
  condition: { key: string; values?: string[] | undefined; notValues?: string[] | undefined },
  path: PropertyKey[],
): Problem[] {
  const { key } = condition
  const refused = REFUSED_KEYS.find(([pattern]) => pattern.test(key))
  if (refused) return [{ path: [...path, 'key'], message: `must not be ${key}: ${refused[1]}` }]
  const attribute = attributeOf(key)
  if (attribute === null)
    return [
      {
        path: [...path, 'key'],
        message: `must be ${KEYS.join(', ')}, but is "${key}"${didYouMean(key, KEYS)}`,
      },
    ]
  if (isEmpty({ ...condition, key: undefined })) return [{ path, message: 'must have values or notValues' }]
  const problemOf =
    attribute.kind === 'destination.port'
      ? portProblem
      : attribute.kind === 'source.ip' || attribute.kind === 'destination.ip'
        ? addressProblem
        : attribute.kind === 'source.serviceAccount'
          ? serviceAccountProblem
          : () => null
  return each(condition, path, ['values', 'notValues'], problemOf)
}

const hasValues = (values: string[] | undefined): boolean => (values ?? []).length > 0
const isEmpty = (fields: Record<string, string[] | undefined>): boolean =>
  !Object.values(fields).some(hasValues)

/** Checks each value of some fields. */
const each = <Fields extends object>(
  fields: Fields,
  path: PropertyKey[],
  names: (keyof Fields & string)[],
  problemOf: (value: string) => string | null,
): Problem[] =>
  names.flatMap((name) =>
    ((fields[name] as string[] | undefined) ?? []).flatMap((value, n) => {
      const message = problemOf(value)
      return message === null ? [] : [{ path: [...path, name, n], message: `${message}, but is "${value}"` }]
    }),
  )

const addressProblem = (value: string): string | null =>
  isAddress(value) || isCidr(value) ? null : 'must be an address or a range such as 10.0.0.0/8'

const portProblem = (value: string): string | null =>
  /^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? null : 'must be the number of a port'

/** "name", or "namespace/name"; Istio takes no wildcards here. */
const serviceAccountProblem = (value: string): string | null =>
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/.test(value)
    ? null
    : 'must be a service account, as name or namespace/name'

/**
 * Istio's own check of paths (its webhook, `validation.istio.io`): a variable is a whole segment, no variable comes after {**}, other braces
 * are refused, and so are, beside variables, characters that are not those of a segment (RFC 3986, pchar).
 */
function templateProblem(value: string): string | null {
  const segments = value.replace(/^\/+|\/+$/g, '').split('/')
  const isVariable = (segment: string): boolean => segment === '{*}' || segment === '{**}'
  const last = segments.indexOf('{**}')
  if (last >= 0 && segments.slice(last + 1).some(isVariable)) return 'must have no variable after {**}'
  const others = segments.filter((segment) => !isVariable(segment))
  if (others.some((segment) => /[{}]/.test(segment)))
    return 'must have braces only as {*} or {**}, each a whole segment of the path'
  const isTemplate = others.length < segments.length
  return isTemplate && others.some((segment) => !/^[a-zA-Z0-9\-._~%!$&'()+,;:@=]*$/.test(segment))
    ? 'must be a path whose only variables are {*} and {**}'
    : null
}
