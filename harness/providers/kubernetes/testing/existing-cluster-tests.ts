/** Tests of provider kubeconfig in a cluster that is up, as if it were somebody's, by a user with no more than the role of the README. */
import {
  AdmissionregistrationV1Api,
  AuthenticationV1TokenRequest,
  V1TokenRequestSpec,
} from '@kubernetes/client-node'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { NO_PROVIDER_FLAGS } from '../../../provider-flags.ts'
import type { ProviderOptions } from '../../provider.ts'
import { apply, type Manifest } from '../api/apply.ts'
import type { ClusterApi } from '../api/connect.ts'
import { kubeconfig } from '../kubeconfig/index.ts'
import { RIGHTS } from '../kubeconfig/rights.ts'
import { armNames, RUN_LABEL } from '../workload/arm-names.ts'
import { broken, tryArm } from './judge-arm.ts'
import type { ClusterForTests } from './raise-arms.ts'
import { armSpec, runSite, TOPOLOGY } from './run-site.ts'

export interface ExistingCluster {
  cluster: ClusterForTests
  /** Image of services and client, which the nodes have. */
  workloadImage: string
  folder: string
}

const CONTEXT = 'somebodys'
const README = join(import.meta.dirname, '../../../../clusters/README.md')
const ARMS = [armSpec('direct'), armSpec('istio-sidecar-mtls')]

export function testExistingCluster(here: () => ExistingCluster): void {
  const optionsOf = (user: string): ProviderOptions => ({
    ...NO_PROVIDER_FLAGS,
    context: CONTEXT,
    kubeconfig: join(here().folder, `${user}.kubeconfig`),
    workloadImage: here().workloadImage,
  })
  const check = (options: ProviderOptions) =>
    kubeconfig.check(
      ARMS.map(({ datapath }) => datapath),
      options,
    )

  beforeAll(async () => {
    const { cluster, folder } = here()
    await apply(cluster.api, users())
    for (const user of ['nobody', 'measurer'])
      writeFileSync(join(folder, `${user}.kubeconfig`), await kubeconfigOf(cluster.api, user))
  })

  test('a user without rights is told each one that is missing, and what for', async () => {
    const missing = await check(optionsOf('nobody'))
    const always = RIGHTS.flatMap(({ group, resource, verbs, why }) =>
      verbs.map((verb) => `the right to ${verb} ${resource}${group ? ` (${group})` : ''}, for ${why}`),
    )
    const words = missing.map(({ what }) => what)
    expect(words).toEqual(expect.arrayContaining(always))
    expect(words).toContainEqual(
      expect.stringMatching(/^the right to create peerauthentications \(security.istio.io\), for Istio/),
    )
    expect(missing[0]!.advice).toMatch(/clusters\/README.md has a role/)
  })

  test('credentials that have expired are told from a server that is away, with what to do', async () => {
    const options = optionsOf('nobody')
    const expired = readFileSync(options.kubeconfig!, 'utf8').replace(/"token":"[^"]*"/, '"token":"expired"')
    writeFileSync(join(here().folder, 'expired.kubeconfig'), expired)
    const missing = await check(optionsOf('expired'))
    expect(missing).toHaveLength(1)
    expect(missing[0]!.what).toMatch(/401/)
    expect(missing[0]!.advice).toMatch(/have expired: renew them/)
  })

  test('a mesh that is not there is named, with what would install it', async () => {
    const missing = await kubeconfig.check(['kuma'], optionsOf('measurer'))
    expect(missing[0]).toMatchObject({ datapaths: ['kuma'] })
    expect(missing[0]!.advice).toMatch(/--install-meshes/)
  })

  test('with the role of the README arms run in namespaces of the run, and nothing else is touched', async () => {
    const { api } = here().cluster
    const options = optionsOf('measurer')
    expect(await check(options)).toEqual([])
    const site = runSite(ARMS, options)
    const before = await everythingElse(api, site.runId)
    const ofRun = async () =>
      (await api.core.listNamespace({ labelSelector: `${RUN_LABEL}=${site.runId}` })).items.map(
        ({ metadata }) => metadata!.name!,
      )
    try {
      const { raise } = await kubeconfig.open(site)
      for (const [index, spec] of ARMS.entries()) {
        const arm = await raise(spec, index)
        expect(broken(await arm.verify())).toEqual([])
        const { record } = await tryArm(arm, site.folder, { measureMs: 500 })
        expect(record).toHaveProperty(
          'cpu.notMeasured',
          expect.stringMatching(/needs 4 of its updates.*measure: 80s/),
        )
      }
      const names = ARMS.map((spec) => armNames(site.runId, spec, TOPOLOGY))
      const wanted = [...names.flatMap(({ namespaces }) => [...namespaces.values()]), names[1]!.strangers]
      expect((await ofRun()).toSorted()).toEqual(wanted.toSorted())
    } finally {
      expect(await site.cleanup.run()).toEqual([])
    }
    expect(await ofRun()).toEqual([])
    expect(await everythingElse(api, site.runId)).toEqual(before)
  })
}

/** Two accounts; one of them has the role that users are sent to. */
function users(): Manifest[] {
  const account = (name: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: 'default' },
  })
  const blocks = readFileSync(README, 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)
  const role = [...blocks]
    .map(([, yaml]) => parse(yaml!) as Manifest)
    .find(({ kind }) => kind === 'ClusterRole')!
  return [
    account('nobody'),
    account('measurer'),
    role,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'measurer' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: 'measurer', namespace: 'default' }],
    },
  ]
}

/** As a file: one context, which is not the current one. */
async function kubeconfigOf(api: ClusterApi, user: string): Promise<string> {
  const spec = Object.assign(new V1TokenRequestSpec(), { audiences: [], expirationSeconds: 3600 })
  const { status } = await api.core.createNamespacedServiceAccountToken({
    name: user,
    namespace: 'default',
    body: Object.assign(new AuthenticationV1TokenRequest(), { spec }),
  })
  const { server, caData } = api.kubeConfig.getCurrentCluster()!
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: CONTEXT, cluster: { server, 'certificate-authority-data': caData } }],
    users: [{ name: user, user: { token: status!.token } }],
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user } }],
  })
}

/** Namespaces, deployments and webhooks that are not the run's, each with how often it was written. */
async function everythingElse(api: ClusterApi, runId: string): Promise<string[]> {
  const admission = api.kubeConfig.makeApiClient(AdmissionregistrationV1Api)
  const labelSelector = `${RUN_LABEL}!=${runId}`
  const lists = await Promise.all([
    api.core.listNamespace({ labelSelector }),
    api.apps.listDeploymentForAllNamespaces({ labelSelector }),
    admission.listMutatingWebhookConfiguration(),
    admission.listValidatingWebhookConfiguration(),
  ])
  return lists.flatMap(({ items }) =>
    items.map(
      ({ metadata }) =>
        `${metadata!.namespace ?? ''}/${metadata!.name!} ${String(metadata!.generation ?? '')}`,
    ),
  )
}
