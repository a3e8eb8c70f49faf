/** Tests of provider kubeconfig in a running cluster that stands for an existing one. The user has no more rights than the role in the README. */
import {
  AdmissionregistrationV1Api,
  AuthenticationV1TokenRequest,
  V1TokenRequestSpec,
} from '@kubernetes/client-node'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Arm } from '../../../arm/arm.ts'
import { run } from '../../../system/command.ts'
import type { ConfiguredProvider } from '../../provider.ts'
import { apply } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import { kubeconfig } from '../kubeconfig/index.ts'
import { RIGHTS } from '../kubeconfig/rights.ts'
import { armNames, RUN_LABEL } from '../workload/arm-names.ts'
import { testAdmission } from './admission-tests.ts'
import { broken, tryArm } from './judge-arm.ts'
import { testRemoval } from './removal-tests.ts'
import { testObserved } from './observed-tests.ts'
import type { ClusterForTests } from './raise-arms.ts'
import { armSpec, runSite, TOPOLOGY } from './run-site.ts'

export interface ExistingCluster {
  cluster: ClusterForTests
  /** Image of services and client, already loaded into the nodes. */
  workloadImage: string
  folder: string
}

const CONTEXT = 'somebodys'
const README = join(import.meta.dirname, '../../../../clusters/README.md')
const ARMS = [armSpec('direct'), armSpec('istio-sidecar-mtls')]

/** Without emulations, because these tests do not need them. */
const provider = kubeconfig([])

export function testExistingCluster(here: () => ExistingCluster): void {
  const configuredFor = (user: string): ConfiguredProvider =>
    provider.configure(
      {
        '--context': [CONTEXT],
        '--kubeconfig': [join(here().folder, `${user}.kubeconfig`)],
        '--workload-image': [here().workloadImage],
      },
      {
        folder: here().folder,
        datapaths: { provider: provider.name, here: provider.datapaths, elsewhere: [] },
      },
    )
  const checkFor = (user: string) => configuredFor(user).check(ARMS.map(({ datapath }) => datapath))

  beforeAll(async () => {
    const { cluster, folder } = here()
    await apply(cluster.api, users())
    for (const user of ['nobody', 'measurer']) {
      const credentials = { token: await tokenOf(cluster.api, user) }
      writeFileSync(join(folder, `${user}.kubeconfig`), kubeconfigWith(cluster.api, credentials))
    }
  })

  test('a user without rights gets a list of the missing rights, and what each is for', async () => {
    const missing = await checkFor('nobody')
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

  test.each([
    ['a token', () => Promise.resolve({ token: 'expired' })],
    ['a certificate', () => strangersCertificate(here().folder)],
  ])(
    '%s that is not accepted is distinguished from an unreachable server, with what to do',
    async (_, credentials) => {
      const { cluster, folder } = here()
      writeFileSync(join(folder, 'refused.kubeconfig'), kubeconfigWith(cluster.api, await credentials()))
      const missing = await checkFor('refused')
      expect(missing).toHaveLength(1)
      expect(missing[0]!.what).toMatch(/^could not ask which rights this user has: 401 Unauthorized$/)
      expect(missing[0]!.advice).toMatch(/have expired: renew them/)
    },
  )

  test('a missing mesh is named, with the flag that would install it', async () => {
    const missing = await configuredFor('measurer').check(['kuma'])
    expect(missing[0]).toMatchObject({ datapaths: ['kuma'] })
    expect(missing[0]!.advice).toMatch(/--install-meshes/)
  })

  test('with the role of the README arms run in namespaces of the run, and nothing else is changed', async () => {
    const { api } = here().cluster
    expect(await checkFor('measurer')).toEqual([])
    const site = runSite(ARMS)
    const before = await everythingElse(api, site.runId)
    const ofRun = async () =>
      (await api.core.listNamespace({ labelSelector: `${RUN_LABEL}=${site.runId}` })).items.map(
        ({ metadata }) => metadata!.name!,
      )
    const arms: Arm[] = []
    try {
      const { raise } = await configuredFor('measurer').open(site)
      for (const [index, spec] of ARMS.entries()) {
        const arm = await raise(spec, index)
        arms.push(arm)
        expect(broken(await arm.verify())).toEqual([])
        const { record } = await tryArm(arm, site.folder, { measureMs: 500 })
        expect(record).toHaveProperty(
          'cpu.notMeasured',
          expect.stringMatching(/needs 4 of its updates.*measure: 80s/),
        )
      }
      const names = ARMS.map((spec) => armNames(site.runId, spec, TOPOLOGY))
      const wanted = [
        ...names.flatMap(({ namespaces }) => [...namespaces.values()]),
        names[1]!.uninjectedNamespace,
      ]
      expect((await ofRun()).toSorted()).toEqual(wanted.toSorted())
    } finally {
      for (const arm of arms) expect(await arm.down()).toEqual([])
      expect(await site.cleanup.run()).toEqual([])
    }
    expect(await ofRun()).toEqual([])
    expect(await everythingElse(api, site.runId)).toEqual(before)
  })

  testAdmission(
    () => here().cluster.api,
    () => configuredFor('measurer'),
  )
  testRemoval(here)
  testObserved(
    () => here().cluster.api,
    () => configuredFor('measurer'),
  )
}

/** Makes two service accounts; one of them has the role of the README. */
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

async function tokenOf(api: ClusterApi, account: string): Promise<string> {
  const spec = Object.assign(new V1TokenRequestSpec(), { audiences: [], expirationSeconds: 3600 })
  const { status } = await api.core.createNamespacedServiceAccountToken({
    name: account,
    namespace: 'default',
    body: Object.assign(new AuthenticationV1TokenRequest(), { spec }),
  })
  return status!.token!
}

/** A self-signed client certificate, which the cluster does not trust. */
async function strangersCertificate(folder: string) {
  const [certificate, key] = [join(folder, 'stranger.crt'), join(folder, 'stranger.key')]
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/O=system:masters/CN=stranger', '-out', certificate, '-keyout', key],
  ])
  return { 'client-certificate': certificate, 'client-key': key }
}

/** Writes a kubeconfig file with one context, which is not the current one. */
function kubeconfigWith(api: ClusterApi, credentials: object): string {
  const { server, caData } = api.kubeConfig.getCurrentCluster()!
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: CONTEXT, cluster: { server, 'certificate-authority-data': caData } }],
    users: [{ name: 'user', user: credentials }],
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user: 'user' } }],
  })
}

/** The namespaces, deployments and webhooks that the run did not make, each with its generation. */
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
      ({ metadata }) => `${metadata!.namespace ?? ''}/${metadata!.name!} ${metadata!.generation ?? ''}`,
    ),
  )
}
