/** The policies of a scenario as the objects of one arm on a cluster. Pure. */
import type { WrittenObject, WrittenPolicy } from '../../../policy/written-policies.ts'
import { namespaceName } from '../../../system/run-names.ts'
import { ROOT_NAMESPACE } from '../../shared/policy-world.ts'
import type { Manifest } from '../api/manifest.ts'
import { ARM_LABEL, RUN_LABEL, type ArmNames } from '../workload/arm-names.ts'
import { withNamespacesOf, withPrincipalsOf, type Names } from './map-names.ts'

export interface ArmPolicy {
  written: WrittenPolicy
  /** Empty for a policy in a namespace where the arm has no pod: such a policy has no effect on the arm. */
  objects: Manifest[]
}

/** Fields of objects keep their places, so that a refusal of the API server can be found in the file. */
export const armPolicies = (
  written: readonly WrittenPolicy[],
  names: ArmNames,
  services: readonly string[],
): ArmPolicy[] =>
  written.map((policy) => ({
    written: policy,
    objects: objectsOf(policy.object, names, { namespaces: names.namespaces, services }),
  }))

function objectsOf(object: WrittenObject, names: ArmNames, mapped: Names): Manifest[] {
  const { kind } = object
  if (kind === 'CiliumClusterwideNetworkPolicy') return [ofArmOnly(object, names, mapped)]
  const namespace = object.metadata.namespace ?? 'default'
  const rename = kind === 'AuthorizationPolicy' ? withPrincipalsOf : withNamespacesOf
  const inNamespace = (from: WrittenObject, onCluster: string, name: string): Manifest => ({
    ...(rename(from, mapped) as WrittenObject),
    metadata: metadataOf(from, names, { name, namespace: onCluster }),
  })
  // In Istio's root namespace it would hold for the other arms of the cluster too.
  if (kind === 'AuthorizationPolicy' && namespace === ROOT_NAMESPACE)
    return [...names.namespaces.values()].map((onCluster) =>
      inNamespace(
        withAccountsOf(object, namespace) as WrittenObject,
        onCluster,
        `${namespace}-${object.metadata.name}`,
      ),
    )
  const onCluster = names.namespaces.get(namespace)
  return onCluster === undefined ? [] : [inNamespace(object, onCluster, object.metadata.name)]
}

const metadataOf = (
  { metadata: { labels, annotations } }: WrittenObject,
  names: ArmNames,
  named: { name: string; namespace?: string },
): Manifest['metadata'] => ({
  ...named,
  labels: { ...labels, ...names.labels },
  ...(annotations && { annotations }),
})

/** A policy of the whole cluster, with a name of its own, which selects pods of this arm only. */
function ofArmOnly(object: WrittenObject, names: ArmNames, mapped: Names): Manifest {
  const name = namespaceName(names.labels[RUN_LABEL]!, names.labels[ARM_LABEL]!, object.metadata.name)
  const { spec, specs, ...rest } = withNamespacesOf(object, mapped) as WrittenObject & {
    spec?: ClusterwideRule
    specs?: ClusterwideRule[]
  }
  return {
    ...rest,
    metadata: metadataOf(object, names, { name }),
    ...(spec && { spec: selecting(spec, names) }),
    ...(specs && { specs: specs.map((one) => selecting(one, names)) }),
  }
}

interface ClusterwideRule {
  endpointSelector?: { matchLabels?: Record<string, string> }
}

const selecting = (rule: ClusterwideRule, { labels }: ArmNames): ClusterwideRule => ({
  ...rule,
  endpointSelector: {
    ...rule.endpointSelector,
    matchLabels: { ...rule.endpointSelector?.matchLabels, ...labels },
  },
})

/** Names of service accounts without a namespace mean those of the policy's own namespace. */
function withAccountsOf(value: unknown, namespace: string): unknown {
  const qualified = (accounts: unknown): unknown =>
    Array.isArray(accounts)
      ? accounts.map(String).map((account) => (account.includes('/') ? account : `${namespace}/${account}`))
      : accounts
  if (Array.isArray(value)) return value.map((item) => withAccountsOf(item, namespace))
  if (value === null || typeof value !== 'object') return value
  const isAccounts = (value as { key?: string }).key === 'source.serviceAccount'
  return Object.fromEntries(
    Object.entries(value).map(([field, found]) => [
      field,
      /^(serviceAccounts|notServiceAccounts)$/.test(field) ||
      (isAccounts && /^(values|notValues)$/.test(field))
        ? qualified(found)
        : withAccountsOf(found, namespace),
    ]),
  )
}
