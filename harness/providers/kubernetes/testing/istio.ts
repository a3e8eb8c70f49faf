/** For tests: changes and restores objects of Istio. */
import {
  AdmissionregistrationV1Api,
  V1LabelSelector,
  V1LabelSelectorRequirement,
} from '@kubernetes/client-node'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'

/** The PeerAuthentication that hopbench makes, with another mode. */
export const peerAuthentication = (namespace: string, mode: 'STRICT' | 'PERMISSIVE'): Manifest => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'hopbench', namespace },
  spec: { mtls: { mode } },
})

/** Switches off sidecar injection for pods with this label `app`. Returns how to switch it on again. */
export async function withoutSidecars(api: ClusterApi, app: string): Promise<() => Promise<unknown>> {
  const admission = api.kubeConfig.makeApiClient(AdmissionregistrationV1Api)
  const { items } = await admission.listMutatingWebhookConfiguration()
  const names = items.map(({ metadata }) => metadata!.name!).filter((name) => name.includes('istio'))
  const exceptFor = Object.assign(new V1LabelSelectorRequirement(), {
    key: 'app',
    operator: 'NotIn',
    values: [app],
  })
  const changeEach = (change: (expressions: V1LabelSelectorRequirement[]) => V1LabelSelectorRequirement[]) =>
    Promise.all(
      names.map(async (name) => {
        // Read again, because istiod writes into this object as well.
        const body = await admission.readMutatingWebhookConfiguration({ name })
        for (const webhook of body.webhooks ?? []) {
          webhook.objectSelector ??= new V1LabelSelector()
          webhook.objectSelector.matchExpressions = change(webhook.objectSelector.matchExpressions ?? [])
        }
        return admission.replaceMutatingWebhookConfiguration({ name, body })
      }),
    )
  await changeEach((expressions) => [...expressions, exceptFor])
  return () => changeEach((expressions) => expressions.filter(({ key }) => key !== 'app'))
}
