/** Which pods in which namespaces a mutating webhook applies to, according to its selectors. Pure. */
import type {
  V1LabelSelector,
  V1MutatingWebhook,
  V1MutatingWebhookConfiguration,
  V1RuleWithOperations,
} from '@kubernetes/client-node'
import { meets } from '../../../policy/selector.ts'

export type Labels = Record<string, string>

/** A webhook and the name of its MutatingWebhookConfiguration. */
export interface NamedWebhook {
  configuration: string
  webhook: V1MutatingWebhook
}

/** The webhooks that the API server calls when a namespace or a pod is created. */
export const webhooksOn = (
  resource: 'namespaces' | 'pods',
  configurations: V1MutatingWebhookConfiguration[],
): NamedWebhook[] =>
  configurations.flatMap(({ metadata, webhooks }) =>
    (webhooks ?? [])
      .filter(({ rules }) => (rules ?? []).some((rule) => isCalledFor(rule, resource)))
      .map((webhook) => ({ configuration: metadata?.name ?? '', webhook })),
  )

const isCalledFor = ({ apiGroups, operations, resources }: V1RuleWithOperations, resource: string): boolean =>
  has(apiGroups, '') && has(operations, 'CREATE') && (has(resources, resource) || has(resources, '*/*'))

const has = (list: string[] | undefined, wanted: string): boolean =>
  (list ?? []).some((one) => one === wanted || one === '*')

/** Whether the webhook is called for a pod with the labels `pod` in a namespace with the labels `namespace`. */
export const appliesTo = ({ webhook }: NamedWebhook, namespace: Labels, pod: Labels): boolean =>
  selects(webhook.namespaceSelector, namespace) && selects(webhook.objectSelector, pod)

/** An absent or empty selector selects everything. */
export function selects(selector: V1LabelSelector | undefined, labels: Labels): boolean {
  const wanted = Object.entries(selector?.matchLabels ?? {})
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) =>
      meets(operator, values, labels[key]),
    )
  )
}

/** The values that a selector wants for a key, from `matchLabels` or from an `In` expression. */
export const valuesAskedFor = (selector: V1LabelSelector | undefined, key: string): string[] => [
  ...(selector?.matchLabels?.[key] === undefined ? [] : [selector.matchLabels[key]]),
  ...(selector?.matchExpressions ?? [])
    .filter((expression) => expression.key === key && expression.operator === 'In')
    .flatMap(({ values }) => values ?? []),
]
