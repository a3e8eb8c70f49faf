/** Finds the labels that a mesh's injector answers to in this cluster: the mesh may be installed with a revision or a tag. Pure. */
import { appliesTo, valuesAskedFor, webhooksOn, type Labels, type NamedWebhook } from './selectors.ts'
import type { V1MutatingWebhookConfiguration } from '@kubernetes/client-node'
import type { MeshDatapath } from '../mesh/schema.ts'

export type Injection =
  /** A webhook answers to the labels in mesh.yaml, or no webhook suggests other labels. */
  | { labels: Labels }
  /** The injector answers to these labels instead of the labels in mesh.yaml. */
  | { labels: Labels; instead: true }
  /** The cluster has several control planes, and none is the default. */
  | { revisions: string[] }

export function injectionLabels(
  configurations: V1MutatingWebhookConfiguration[],
  { namespaceLabels, podLabels, revisionLabel }: MeshDatapath['workload'],
): Injection {
  if (revisionLabel === undefined) return { labels: namespaceLabels }
  const webhooks = webhooksOn('pods', configurations)
  const keys = [revisionLabel, ...Object.keys(namespaceLabels)]
  const ofMesh = webhooks.filter(({ webhook }) =>
    keys.some((key) => valuesAskedFor(webhook.namespaceSelector, key).length > 0),
  )
  if (ofMesh.some((webhook) => appliesTo(webhook, namespaceLabels, podLabels)))
    return { labels: namespaceLabels }
  const answering = ofMesh.flatMap((webhook) =>
    valuesAskedFor(webhook.webhook.namespaceSelector, revisionLabel)
      .filter((value) => appliesTo(webhook, { [revisionLabel]: value }, podLabels))
      .map((value) => ({ value, server: serverOf(webhook) })),
  )
  const revisions = [...new Set(answering.map(({ value }) => value))].toSorted()
  // A tag and its revision lead to the same server, so either label works.
  const servers = new Set(answering.map(({ server }) => server))
  if (servers.size > 1) return { revisions }
  const [revision] = revisions
  return revision === undefined
    ? { labels: namespaceLabels }
    : { labels: { [revisionLabel]: revision }, instead: true }
}

const serverOf = ({ webhook: { clientConfig } }: NamedWebhook): string =>
  clientConfig.url ?? `${clientConfig.service?.namespace ?? ''}/${clientConfig.service?.name ?? ''}`
