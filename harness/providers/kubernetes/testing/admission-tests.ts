/** Tests of a cluster that does something to pods in new namespaces: told before the first arm is raised, and in its trials. */
import { expect, test } from 'vitest'
import type { ArmSpec } from '../../../scenario/schema.ts'
import type { ConfiguredProvider } from '../../provider.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { prepareNamespaces } from './prepare-namespaces.ts'
import { tryArm } from './judge-arm.ts'
import { armSpec, runSite } from './run-site.ts'

/** Less than services use at a hundred pages a second; enough to start within seconds. */
const LIMIT = '60m'
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
  // Another pod's: whether this cluster enforces policies does not matter here.
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

  test('what Pod Security refuses is told before anything is raised, with the container and what it wants', async () => {
    const arm = armSpec('istio-sidecar-mtls')
    const { site } = siteFor(arm)
    try {
      await prepareNamespaces(api(), site, arm, { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } })
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

  test('containers that a label of somebody’s brings into the baseline are told, with the webhook to look at', async () => {
    const arm = armSpec('direct')
    const { site, notes } = siteFor(arm)
    try {
      await prepareNamespaces(api(), site, arm, { labels: { 'istio-injection': 'enabled' } })
      await kubeconfig().open(site)
      expect(notes).toContainEqual(
        expect.stringMatching(
          /^direct: its namespaces got the label istio-injection=enabled, which is not of the run/,
        ),
      )
      expect(notes).toContainEqual(
        expect.stringMatching(/^direct: container istio-proxy is put into its pods .*istio-sidecar-injector/),
      )
    } finally {
      expect(await site.cleanup.run()).toEqual([])
    }
  })

  test('limits and policies of somebody’s are told before, and a trial in which a limit stopped a container says so', async () => {
    const arm = armSpec('direct')
    const { site, notes } = siteFor(arm)
    try {
      const [namespace] = await prepareNamespaces(api(), site, arm, { objects: [LIMIT_RANGE, DENY_ALL] })
      const { raise } = await kubeconfig().open(site)
      expect(notes).toEqual(
        expect.arrayContaining([
          `direct: NetworkPolicy ${namespace!}/deny-all is not of the run: it may refuse its calls`,
          `direct: container app has a CPU limit of ${LIMIT}, from LimitRange squeeze: a trial in which it stops that container does not count`,
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
