/** Tests of `observed`: containers that the cluster injects count as part of the arm. Istio's injector stands for a vendor's agent. */
import { AdmissionregistrationV1Api, type V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { CLIENT } from '../../../scenario/topology.ts'
import { waitFor } from '../../../system/wait.ts'
import type { ConfiguredProvider } from '../../provider.ts'
import { apply, remove } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { ARM_LABEL } from '../workload/arm-names.ts'
import { broken, tryArm } from './judge-arm.ts'
import { armSpec, runSite, TOPOLOGY } from './run-site.ts'

const ARM = armSpec('observed')
const AGENT = 'hopbench-test-agent'
/** The API server watches webhook configurations and uses a new one within a second. */
const KNOWN_WITHIN_MS = 30_000

export function testObserved(api: () => ClusterApi, kubeconfig: () => ConfiguredProvider): void {
  test('containers that the cluster injects into every pod are found in an arm that wants no injection, and count as its proxy', async () => {
    const removeAgent = await installAgent(api())
    const site = runSite([ARM])
    try {
      expect(await kubeconfig().check([ARM.datapath])).toEqual([])
      const { raise } = await kubeconfig().open(site)
      const arm = await raise(ARM, 0)
      const podsWithProxy = arm.units.filter(({ role }) => role === 'proxy').map(({ pod }) => pod)
      expect(podsWithProxy.toSorted()).toEqual([CLIENT, ...Object.keys(TOPOLOGY.services)].toSorted())
      expect((await arm.settings())['images that run']).toContain('proxyv2')
      expect(broken(await arm.verify())).toEqual([])
      const { record } = await tryArm(arm, site.folder)
      expect(record).toMatchObject({ status: 'completed', ledger: { completed: 100 } })
      expect(arm.fidelity.level).toBe('modified')
      expect(await arm.down()).toEqual([])
    } finally {
      expect(await site.cleanup.run()).toEqual([])
      await removeAgent()
    }
  })
}

/** Installs a webhook for all namespaces of the arm. Returns how to remove it. */
async function installAgent(api: ClusterApi): Promise<() => Promise<void>> {
  const labels = { [ARM_LABEL]: ARM.name }
  const admission = api.kubeConfig.makeApiClient(AdmissionregistrationV1Api)
  const { items } = await admission.listMutatingWebhookConfiguration()
  const injector = items.find(({ metadata }) => metadata?.name?.startsWith('istio-sidecar-injector'))!
  const { clientConfig, rules, sideEffects, admissionReviewVersions } = injector.webhooks![0]!
  const webhook: Manifest = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: AGENT },
    webhooks: [
      {
        ...{ name: 'agent.hopbench.dev', clientConfig, rules, sideEffects, admissionReviewVersions },
        namespaceSelector: { matchLabels: labels },
      },
    ],
  }
  const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: AGENT, labels } }
  await apply(api, [namespace, webhook])
  const probe = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace: AGENT },
    spec: { containers: [{ name: 'probe', image: 'none/none:v1' }] },
  }
  await waitFor('the agent to be known', KNOWN_WITHIN_MS, async () => {
    const shown = await api.objects.create<Manifest & { spec: V1Pod['spec'] }>(probe, undefined, 'All')
    const { containers, initContainers = [] } = shown.spec!
    return [...containers, ...initContainers].length > 1 || undefined
  })
  await remove(api, namespace)
  return () => remove(api, webhook)
}
