/** Tests of failures in a cluster: the failed part is named, and the arm can be raised again. */
import { expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, withAdvice } from '../../../errors.ts'
import { waitFor } from '../../../system/wait.ts'
import { apply, remove } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { waitForPods } from '../api/wait-ready.ts'
import { broken, tryArm } from './judge-arm.ts'
import type { ClusterForTests, KindForTests, RaisedArm } from './raise-arms.ts'
import { rejectionOf } from '../../../testing/refusal.ts'

export interface FaultContext {
  run: KindForTests
  cluster: ClusterForTests
  /** An arm that the tests may break for good; they raise it again under the same name. */
  raised: RaisedArm
}

/** A reserved name (RFC 2606), so that no registry of this name exists. */
const NOWHERE = 'registry.invalid/hopbench/missing:v1'
const NAMESPACE = 'hopbench-faults'
/** The kubelet restarts the API server, which then loads all its objects. */
const API_BACK_WITHIN_MS = 120_000
/** Longer than it takes to notice the failure, and as long as the loads of a run. */
const LOAD_MS = 6000
const INTO_THE_LOAD_MS = 1500

export function testFaults(here: () => FaultContext): void {
  test('an image that does not exist ends the wait at once, with the message of the node', async () => {
    const { api } = here().cluster
    const message = await stuck(api, 'nowhere', { image: NOWHERE }, 120_000)
    expect(message).toMatch(/^waited \d\d? s for nowhere: 0 of 1 pods are ready\n/)
    expect(message).toMatch(/container app: (ErrImagePull|ImagePullBackOff): .*registry\.invalid/)
    expect(message).toMatch(/event Failed: .*registry\.invalid/)
    expect(message).toMatch(/\n {2}→ /)
  })

  test('a pod that fits on no node is waited for, and then reported with the message of the scheduler', async () => {
    const { api } = here().cluster
    const resources = { requests: { cpu: '1000' } }
    const message = await stuck(api, 'greedy', { image: NOWHERE, resources }, 3000)
    expect(message).toMatch(/^waited 3 s for greedy/)
    expect(message).toMatch(/Insufficient cpu/)
    expect(message).toMatch(/--mesh-values/)
  })

  test('pods that the cluster refuses are reported with the message of their ReplicaSet, long before the time is up', async () => {
    const { api } = here().cluster
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace: NAMESPACE },
    }
    await apply(api, [{ ...quota, spec: { hard: { pods: '0' } } }])
    const message = await stuck(api, 'refused', { image: NOWHERE }, 120_000)
    await remove(api, quota)
    expect(message).toMatch(
      /^waited \d\d s for refused: 0 of 1 pods are ready\nReplicaSet .*exceeded quota: none/,
    )
    expect(message).toMatch(/\n {2}→ .*quota/)
  })

  test('a killed program is named with its pod, and so is a deleted pod', async () => {
    const { cluster, raised } = here()
    const { arm } = raised
    const pod = await raised.pod('stock')
    const prefix = `pod stock \\(${pod.namespace}/${pod.pod}\\)`
    for (const pid of cluster.processesIn(pod, 'app')) process.kill(pid, 'SIGKILL')
    const noticed = () => waitFor('its end to be noticed', 30_000, () => endOf(raised))
    expect(await noticed()).toMatch(
      new RegExp(`^${prefix}: (container app ended or was restarted|it is not ready any more)`),
    )
    const { api } = cluster
    await api.core.deleteNamespacedPod({ name: pod.pod, namespace: pod.namespace, gracePeriodSeconds: 0 })
    expect(await rejectionOf(Promise.resolve().then(() => arm.assertAlive()))).toMatch(
      new RegExp(`^${prefix}: it has gone\\n {2}→ .*raised again`),
    )
  })

  test('an API server that dies in a trial fails the trial with a clear error; when it is back, the arm is raised and measured again', async () => {
    const { run, cluster, raised } = here()
    expect(await raised.arm.down()).toEqual([])
    const { arm } = await run.raise(raised.arm.spec.name)
    expect(broken(await arm.verify())).toEqual([])
    const [server] = await cluster.processesOfNode('kube-apiserver')
    const trial = tryArm(arm, run.site.folder, { measureMs: LOAD_MS })
    await sleep(INTO_THE_LOAD_MS)
    process.kill(server!, 'SIGKILL')
    expect((await trial).record).toMatchObject({
      status: 'failed',
      error: {
        // Whichever notices first: the load client, or the harness that reads the arm.
        what: expect.stringMatching(
          /^(the load client lost its connection through the API server|could not .*: no answer from https:)/,
        ) as string,
      },
    })

    await waitFor(
      'the API server',
      API_BACK_WITHIN_MS,
      async () => (await cluster.api.version.getCode()).major,
    )
    expect(await arm.down()).toEqual([])
    const again = (await run.raise(arm.spec.name)).arm
    expect(broken(await again.verify())).toEqual([])
    const { record } = await tryArm(again, run.site.folder)
    expect(record.status).not.toBe('failed')
    expect(record).toMatchObject({ ledger: { failed: 0, timedOut: 0 } })
  })
}

async function endOf({ arm }: RaisedArm): Promise<string | undefined> {
  try {
    await arm.assertAlive()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** The error with which hopbench stops waiting for a pod with this container. */
async function stuck(api: ClusterApi, name: string, container: object, timeoutMs: number): Promise<string> {
  const labels = { app: name }
  const deployment: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', ...container }] } },
    },
  }
  await apply(api, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, deployment])
  const pods = { namespace: NAMESPACE, labelSelector: `app=${name}`, count: 1 }
  return waitForPods(api, name, pods, timeoutMs).then(() => 'it came up', withAdvice)
}
