/** The policy of a scenario at its databases, on meshes whose policies hopbench writes for databases as well. */
import { expect, test } from 'vitest'
import { topologySchema } from '../../../scenario/schema.ts'
import { loadMeshes } from '../mesh/all-meshes.ts'
import { armSpec } from '../testing/run-site.ts'
import { armNames } from './arm-names.ts'
import { meshObjects } from './mesh-objects.ts'

const TOPOLOGY = topologySchema.parse({
  services: {
    orders: { namespace: 'shop', steps: [{ query: 'db.data' }] },
    prices: { namespace: 'shop' },
  },
  databases: { db: { namespace: 'data' } },
  page: [{ call: 'orders.shop' }, { call: 'prices.shop' }],
  policy: {
    allow: [
      { from: 'client', to: ['orders', 'prices'] },
      { from: 'orders', to: ['db'] },
    ],
  },
})

const policed = loadMeshes().flatMap((mesh) =>
  mesh.datapaths
    .filter(({ databasePolicyManifests }) => databasePolicyManifests.length > 0)
    .map((datapath) => ({ mesh, datapath, name: datapath.name })),
)

test('Cilium and Istio police databases', () => {
  expect(policed.map(({ name }) => name).toSorted()).toEqual(['cilium', 'istio-sidecar-mtls'])
})

test.each(policed)('$name lets in who may query, and nobody else', ({ mesh, datapath }) => {
  const names = armNames('2026-11-29T04-00-00-abcd', armSpec(datapath.name), TOPOLOGY)
  const objects = meshObjects(mesh, {
    ...{ names, datapath, topology: TOPOLOGY, image: '', databaseImage: '' },
    ...{ iterationsPerUs: 1, clientPlacement: 'beside' },
  })
  const ofDatabase = objects.filter(({ metadata }) => metadata.name === 'db')
  expect(ofDatabase).toHaveLength(1)
  const [policy] = ofDatabase
  expect(policy!.metadata.namespace).toBe(names.namespaceOf('db'))
  const text = JSON.stringify(policy)
  expect(text).toContain('orders')
  expect(text).not.toContain('prices')
  expect(text).not.toContain('8080')
})
