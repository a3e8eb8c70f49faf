/** Tests of a cluster that changes or refuses pods in new namespaces: the run reports this before it raises the first arm, and in the trials. */
import { expect, test } from 'vitest'
import type { ArmSpec } from '../../../scenario/schema.ts'
import type { ConfiguredProvider } from '../../provider.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { prepareNamespaces } from './prepare-namespaces.ts'
import { tryArm } from './judge-arm.ts'
import { armSpec, runSite } from './run-site.ts'

/** Less CPU than a service uses at a hundred pages a second, also of a fast processor, and enough for it to start within seconds. */
const LIMIT = '40m'
const LIMIT_RANGE: Manifest = {
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'squeeze' },
  spec: { limits: [{ type: 'Container', default: { cpu: LIMIT }, defaultRequest: { cpu: '10m' } }] },
}
const DENY_ALL: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny-all' },
  // The policy selects no pod of the arm, so it does not matter whether this cluster enforces policies.
  spec: { podSelector: { matchLabels: { app: 'nobody' } } },
}

export function testAdmission(api: () => ClusterApi, kubeconfig: () => ConfiguredProvider): void {
  const siteFor = (arm: ArmSpec) => {
    const notes: string[] = []
    const site = runSite([arm])
    site.tell.phase = (what, text) => {
      if (what === 'note') notes.push(text)
    }
    return { site, notes }
  }

  test('what Pod Security refuses is reported before anything is raised, with the container and the capability it wants', async () => {
    const arm = armSpec('istio-sidecar-mtls')
    const { site } = siteFor(arm)
    try {
      await prepareNamespaces(api(), site, arm, {
        labels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
      })
      await expect(kubeconfig().open(site)).rejects.toMatchObject({
        what: expect.stringMatching(
          /^istio-sidecar-mtls: the cluster refuses the pods of .*PodSecurity "baseline:\w+".*"istio-init" must not include "NET_ADMIN"/,
        ) as string,
        advice: expect.stringMatching(/Pod Security privileged.*--datapaths/) as string,
      })
    } finally {
      expect(await site.cleanup.run()).toEqual([])
    }
  })

  test('containers that a foreign label brings into the baseline are reported, with the webhook to look at', async () => {
    const arm = armSpec('direct')
    const { site, notes } = siteFor(arm)
    try {
      await prepareNamespaces(api(), site, arm, { labels: { 'istio-injection': 'enabled' } })
      await kubeconfig().open(site)
      expect(notes).toContainEqual(
        expect.stringMatching(
          /^direct: its namespaces got the label istio-injection=enabled, which the run did not set/,
        ),
      )
      expect(notes).toContainEqual(
        expect.stringMatching(
          /^direct: the cluster injects the container istio-proxy into its pods .*istio-sidecar-injector/,
        ),
      )
    } finally {
      expect(await site.cleanup.run()).toEqual([])
    }
  })

  test('foreign limits and policies are reported in advance, and a trial in which a limit throttled a container says so', async () => {
    const arm = armSpec('direct')
    const { site, notes } = siteFor(arm)
    try {
      const [namespace] = await prepareNamespaces(api(), site, arm, { objects: [LIMIT_RANGE, DENY_ALL] })
      const { raise } = await kubeconfig().open(site)
      expect(notes).toEqual(
        expect.arrayContaining([
          `direct: NetworkPolicy ${namespace!}/deny-all was not made by the run and may block its calls`,
          `direct: container app has a CPU limit of ${LIMIT}, from LimitRange squeeze: a trial in which this limit throttles the container does not count`,
        ]),
      )
      const raised = await raise(arm, 0)
      expect(await raised.settings()).toHaveProperty('CPU limits', `app ${LIMIT}`)
      const { record } = await tryArm(raised, site.folder)
      expect(record).toMatchObject({
        status: 'invalid',
        reasons: expect.arrayContaining([
          expect.objectContaining({
            rule: 'throttled',
            text: expect.stringMatching(
              /^CPU limits stopped app of \w+.* in {figure} scheduling periods/,
            ) as string,
          }),
        ]) as object[],
      })
      expect(await raised.down()).toEqual([])
    } finally {
      expect(await site.cleanup.run()).toEqual([])
    }
  })
}
