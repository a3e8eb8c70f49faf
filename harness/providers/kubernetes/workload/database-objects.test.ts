import { expect, test } from 'vitest'
import { topologySchema } from '../../../scenario/schema.ts'
import { findMeshDatapath } from '../plan/cluster-plan.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import { armNames } from './arm-names.ts'
import { databaseObjects } from './database-objects.ts'

const topology = topologySchema.parse({
  services: {
    catalog: { namespace: 'shop', steps: [{ query: 'db.data' }] },
    orders: { namespace: 'shop' },
  },
  databases: { db: { namespace: 'data' } },
  page: [{ call: 'catalog.shop' }, { call: 'orders.shop' }],
})

const objectsOn = (name: string, of = topology) =>
  databaseObjects({
    names: armNames(
      '2026-11-24T10-00-00-0000',
      { name: 'a', datapath: name, fillerServices: 0, policyRules: 0 },
      of,
    ),
    datapath: findMeshDatapath(meshes, name).datapath,
    topology: of,
    ...{
      image: '',
      databaseImage: 'postgres:17.6-bookworm',
      iterationsPerUs: 1,
      clientPlacement: 'beside' as const,
    },
  })
const kindsOf = (objects: { kind: string }[]) => objects.map(({ kind }) => kind)

test('a database has an identity, an address, a seed and a pod of its own, in the namespace of the scenario', () => {
  const objects = objectsOn('kube-proxy-iptables')
  expect(kindsOf(objects)).toEqual(['ServiceAccount', 'Service', 'ConfigMap', 'Deployment'])
  for (const { metadata } of objects) expect(metadata).toMatchObject({ name: 'db', labels: { app: 'db' } })
  expect(new Set(objects.map(({ metadata }) => metadata.namespace)).size).toBe(1)
  expect(objects[0]!.metadata.namespace).toMatch(/data$/)
})

test('every service may log in, also one that queries nothing: only the network keeps it out', () => {
  const seed = objectsOn('kube-proxy-iptables').find(({ kind }) => kind === 'ConfigMap') as unknown as {
    data: Record<string, string>
  }
  for (const service of ['catalog', 'orders'])
    expect(seed.data['1-items.sql']).toContain(`CREATE ROLE "${service}" LOGIN`)
})

test('where names resolve to pods, the service of a database is headless as well', () => {
  const service = (name: string) => JSON.stringify(objectsOn(name).find(({ kind }) => kind === 'Service'))
  expect(service('direct')).toContain('"clusterIP":"None"')
  expect(service('kube-proxy-iptables')).not.toContain('clusterIP')
})

test('a scenario without databases has none of these objects', () => {
  expect(
    objectsOn('direct', {
      ...topology,
      databases: undefined,
      services: { orders: topology.services['orders']! },
    }),
  ).toEqual([])
})
