/** AuthorizationPolicy of Istio (security.istio.io): from the written fields to conditions on attributes. */
import type { AuthorizationRule, Attribute, Condition } from '../policy.ts'
import { attributeOf } from './attribute.ts'
import { checkAuthorization } from './authorization-check.ts'
import {
  authorizationSchema,
  type WrittenAuthorization,
  type WrittenOperation,
  type WrittenRule,
  type WrittenSource,
} from './authorization-schema.ts'
import { requirementsOf } from './label-selector.ts'
import { objectReader, type PolicyRead } from './read-object.ts'

export const readAuthorizationPolicy = objectReader(authorizationSchema, checkAuthorization, convert)

/** With this annotation a policy is only logged; values as Go reads them (strconv.ParseBool). */
const DRY_RUN = 'istio.io/dry-run'
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']

function convert({ metadata, spec }: WrittenAuthorization): PolicyRead[] {
  const { name, namespace, annotations } = metadata
  // CUSTOM has been refused.
  const action = spec.action === 'CUSTOM' ? 'ALLOW' : spec.action
  return [
    {
      layer: 'authorization',
      policy: {
        policy: { kind: 'AuthorizationPolicy', namespace, name },
        selects: requirementsOf(spec.selector ?? {}, 'pod'),
        action,
        dryRun: TRUE.includes(annotations?.[DRY_RUN] ?? ''),
        rules: (spec.rules ?? []).map(ruleOf),
      },
    },
  ]
}

/** Conditions of `when` hold for every source or every operation, whichever they are about. */
function ruleOf({ from, to, when }: WrittenRule): AuthorizationRule {
  const conditions = (when ?? []).map(({ key, values = [], notValues = [] }): Condition => ({
    attribute: attributeOf(key)!,
    values,
    notValues,
  }))
  const ofCaller = conditions.filter(({ attribute }) => isOfCaller(attribute))
  const ofCall = conditions.filter(({ attribute }) => !isOfCaller(attribute))
  const sources = from?.map(({ source }) => sourceConditions(source)) ?? [[]]
  const operations = to?.map(({ operation }) => operationConditions(operation)) ?? [[]]
  return {
    principals: sources.map((one) => [...one, ...ofCaller]),
    permissions: operations.map((one) => [...one, ...ofCall]),
  }
}

/** Headers are, as in Istio, conditions on the caller. */
const isOfCaller = ({ kind }: Attribute): boolean => kind.startsWith('source.') || kind === 'header'

const sourceConditions = (source: WrittenSource): Condition[] =>
  present([
    [{ kind: 'source.principal' }, source.principals, source.notPrincipals],
    [{ kind: 'source.namespace' }, source.namespaces, source.notNamespaces],
    [{ kind: 'source.serviceAccount' }, source.serviceAccounts, source.notServiceAccounts],
    [{ kind: 'source.ip' }, source.ipBlocks, source.notIpBlocks],
  ])

const operationConditions = (operation: WrittenOperation): Condition[] =>
  present([
    [{ kind: 'host' }, operation.hosts, operation.notHosts],
    [{ kind: 'method' }, operation.methods, operation.notMethods],
    [{ kind: 'path' }, operation.paths, operation.notPaths],
    [{ kind: 'destination.port' }, operation.ports, operation.notPorts],
  ])

const present = (
  fields: [Attribute, values: string[] | undefined, notValues: string[] | undefined][],
): Condition[] =>
  fields
    .map(([attribute, values = [], notValues = []]) => ({ attribute, values, notValues }))
    .filter(({ values, notValues }) => values.length + notValues.length > 0)
