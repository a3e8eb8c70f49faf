/** Tests every shipped mesh, and broken copies of one, with mistakes that the author of a mesh could make. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { UsageError, withAdvice } from '../../../errors.ts'
import { datapathDescriptions, loadMeshes, MESHES_FOLDER } from './all-meshes.ts'
import { loadMesh } from './load-mesh.ts'
import { allowedList, filledManifests } from './manifests.ts'
import { refusalOf } from '../../../testing/refusal.ts'

const meshes = loadMeshes()

describe('every shipped mesh', () => {
  test('is good, and those that the user asks for are there', () => {
    const names = meshes.flatMap(({ datapaths }) => datapaths.map(({ name }) => name))
    expect(names).toEqual(
      expect.arrayContaining(
        'direct kube-proxy-iptables kube-proxy-nftables istio-sidecar istio-sidecar-mtls istio-ambient istio-ambient-waypoint linkerd kuma consul cilium cilium-l7 envoy-gateway kong observed'.split(
          ' ',
        ),
      ),
    )
  })

  test('pins the versions of its charts and images', () => {
    const versions = meshes.flatMap(({ releases }) => releases.map(({ version }) => version))
    expect(versions.filter((version) => !/^v?\d+\.\d+\.\d+$/.test(version))).toEqual([])
    expect(meshes.filter(({ releases, images }) => releases.length > 0 && images.length === 0)).toEqual([])
  })

  test.each(meshes.map((mesh) => [mesh.name, mesh] as const))('%s: its manifests are objects', (_, mesh) => {
    const [namespace, service] = ['run-shop', 'orders']
    const objects = mesh.datapaths.flatMap((datapath) => [
      ...filledManifests(mesh.folder, [...mesh.manifests, ...mesh.after]),
      ...filledManifests(mesh.folder, datapath.manifests, { namespace }),
      ...filledManifests(mesh.folder, datapath.serviceManifests, { namespace, service }),
      ...filledManifests(mesh.folder, datapath.policyManifests, {
        namespace,
        service,
        allowed: allowedList(datapath, [{ caller: 'client', callerNamespace: 'run-default' }]),
      }),
    ])
    for (const object of objects)
      expect(object).toMatchObject({
        apiVersion: expect.any(String) as string,
        kind: expect.any(String) as string,
        metadata: { name: expect.stringMatching(/^[a-z0-9-]+$/) as string },
      })
    expect(JSON.stringify(objects)).not.toMatch(/\{[a-z][A-Za-z]*\}/)
  })
})

test('a datapath nobody has run yet says so, and none claims to be as shipped before it runs', () => {
  const described = datapathDescriptions(meshes, [], () => [])
  const linkerd = described.find(({ name }) => name === 'linkerd')!
  expect(linkerd.fidelity.missing[0]).toBe('not yet run by us: written from its documentation')
  const levels = described.map(({ fidelity: { level, ours } }) => [level, ours])
  expect(levels).toEqual(levels.map(() => ['modified', false]))
})

test('callers are listed as the policy of the mesh names them; where nobody may call, the list has a caller that does not exist', () => {
  const istio = meshes
    .flatMap(({ datapaths }) => datapaths)
    .find(({ name }) => name === 'istio-sidecar-mtls')!
  expect(allowedList(istio, [{ caller: 'orders', callerNamespace: 'shop' }])).toEqual([
    'cluster.local/ns/shop/sa/orders',
  ])
  expect(allowedList(istio, [])).toEqual(['cluster.local/ns/nowhere/sa/nobody'])
})

describe('a problem is reported with file, line, column, path and expectation', () => {
  const root = mkdtempSync(join(tmpdir(), 'hopbench-meshes-'))
  afterAll(() => rmSync(root, { recursive: true }))
  cpSync(dirname(MESHES_FOLDER), root, { recursive: true })
  const meshFolder = join(root, 'meshes', 'istio')
  const written = (file: string) => readFileSync(join(MESHES_FOLDER, 'istio', file), 'utf8')

  /** The message for Istio's folder with one text of a file replaced. */
  function refusal(replaced: string, by: string, file = 'mesh.yaml'): string {
    const good = written(file)
    if (!good.includes(replaced)) throw new Error(`${file} has no ${replaced}`)
    writeFileSync(join(meshFolder, file), good.replace(replaced, by))
    try {
      loadMesh(meshFolder, new Map([['linkerd', 'linkerd']]))
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError)
      return withAdvice(error)
    } finally {
      writeFileSync(join(meshFolder, file), good)
    }
    throw new Error('the mesh was accepted')
  }

  test('the position, the line itself and the advice', () => {
    const message = refusal('version: 1.30.3\ndocu', 'verison: 1.30.3\ndocu')
    expect(message).toContain('meshes/istio/mesh.yaml:4:1  verison  is not a field here (')
    expect(message).toContain('did you mean "version"?\n')
    expect(message).toContain('  4 | verison: 1.30.3\n    | ^')
    expect(message).toMatch(/ {2}→ clusters\/README\.md/)
  })

  test.each([
    ['no YAML', 'name: istio\n', 'name: [istio\n', 'is not YAML'],
    [
      "a name that is not the folder's",
      'name: istio\n',
      'name: istoi\n',
      'mesh.yaml:2:7  name  must be the name of its folder, istio, but is istoi',
    ],
    [
      'a cluster without a file',
      'cluster: kube-proxy-iptables.yaml',
      'cluster: kube-proxy-iptable.yaml',
      'cluster  is not a file in clusters/ (kube-proxy-iptables.yaml, kube-proxy-nftables.yaml, no-kube-proxy.yaml); did you mean "kube-proxy-iptables.yaml"?',
    ],
    [
      'an image without a version',
      'release/pilot:1.30.3',
      'release/pilot',
      'images[0]  must be an image with registry and tag',
    ],
    [
      'the image called latest',
      'release/pilot:1.30.3',
      'release/pilot:latest',
      'images[0]  must be an image with registry and tag',
    ],
    [
      'a values file that does not exist',
      'values: [values/istiod.yaml]',
      'values: [values/istio.yaml]',
      'releases[1].values[0]  is values/istio.yaml, which does not exist; did you mean "values/istiod.yaml"?',
    ],
    [
      'a manifest that does not exist',
      'manifests: [manifests/mtls-disable.yaml]',
      'manifests: [manifests/mtls.yaml]',
      'datapaths[0].manifests[0]  is manifests/mtls.yaml, which does not exist',
    ],
    [
      'values for a release that the mesh does not have',
      'modelledBy: sidecar\n',
      'values: { istoid: [values/istiod.yaml] }\n',
      'datapaths[0].values.istoid  is not a release of this mesh (istio-base, istiod); did you mean "istiod"?',
    ],
    [
      'a component that the mesh does not have',
      'retries: &retries\n      read: *stats',
      'retries: &retries\n      read: { exec: { component: pilot, container: discovery, command: [ls] } }',
      'datapaths[0].retries.read.exec.component  names pilot, which is not a component of this mesh (istiod)',
    ],
    [
      'a sum without a group',
      'upstream_rq_retry: (\\d+)$',
      'upstream_rq_retry: \\d+$',
      'datapaths[0].retries.sum  must have one group, whose numbers are summed, but has 0',
    ],
    [
      'an unknown placeholder',
      'The sidecar of {service} received every request',
      'The sidecar of {servise} received every request',
      'datapaths[0].proofs[1]  {servise}, which is not a placeholder here (namespace, service); did you mean "service"?',
    ],
    [
      'a datapath that another mesh has',
      'name: istio-sidecar\n',
      'name: linkerd\n',
      'datapaths[0].name  is linkerd, which the mesh linkerd already has',
    ],
    [
      'a datapath name that the mesh uses twice',
      'name: istio-sidecar-mtls',
      'name: istio-sidecar',
      'datapaths[1].name  is istio-sidecar, which the mesh istio already has',
    ],
    [
      'a claim to enforce policy without a manifest for it',
      'enforcesL4Policy: false',
      'enforcesL4Policy: true',
      'datapaths[0].policyManifests  must not be empty: capability says that the datapath enforces policy',
    ],
    [
      'a policy whose list has no entries',
      '    allowedAs: cluster.local/ns/{callerNamespace}/sa/{caller}\n',
      '',
      'datapaths[1].allowedAs  is missing: it says what {allowed} stands for in the policy manifests',
    ],
    [
      'a wire that nobody reads, of a datapath that does not encrypt',
      'readable: true',
      'readable: false',
      'datapaths[0].proofs[7].readable  is false, but capability says that the datapath does not encrypt',
    ],
    ['an unknown proof', 'proof: stranger', 'proof: foreigner', 'datapaths[0].proofs[6]'],
  ])('%s', (_, replaced, by, message) => {
    expect(refusal(replaced, by)).toContain(message)
  })

  test('an unknown placeholder in a manifest is reported at the line that names the manifest', () => {
    expect(refusal('{namespace}', '{namespaces}', 'manifests/mtls-strict.yaml')).toContain(
      'datapaths[1].manifests[0]  manifests/mtls-strict.yaml contains {namespaces}, which is not a placeholder here (namespace); did you mean "namespace"?',
    )
  })

  test('a manifest that is not YAML', () => {
    expect(refusal('metadata:', 'metadata: [', 'manifests/mtls-strict.yaml')).toContain(
      'datapaths[1].manifests[0]  manifests/mtls-strict.yaml is not YAML: ',
    )
  })

  test('a folder without mesh.yaml', () => {
    expect(refusalOf(() => loadMesh(join(root, 'meshes', 'none')))).toMatch(
      /the mesh none cannot be read.*\n {2}→/,
    )
  })
})
