import { expect, test } from 'vitest'
import { armSchema, topologySchema } from '../../../../scenario/schema.ts'
import { planNode } from '../../node/node.ts'
import { createOnceARun } from '../../node/once-a-run.ts'
import { authorizationOf } from './authorization.ts'

test('without policies the sidecar of no pod refuses anything, those of a database and of a stranger neither', () => {
  const site = planNode({
    runId: '2026-11-24T10-00-00-0000',
    arm: { ...armSchema.parse({ datapath: 'sidecar' }), name: 'sidecar' },
    armIndex: 0,
    topology: topologySchema.parse({
      services: { orders: { steps: [{ query: 'db.data' }] } },
      databases: { db: { namespace: 'data' } },
      page: [{ call: 'orders' }],
    }),
    strangers: [{ name: 'intruder', namespace: 'lab', inMesh: true }],
    runCgroup: '/cgroup',
    runtimeDir: '/run',
    configDir: '/config',
    logDir: '/log',
    onceARun: createOnceARun(),
  })
  expect(site.pods.map(({ name }) => name)).toEqual(['client', 'dns', 'orders', 'db', 'intruder'])
  for (const pod of site.pods) expect(authorizationOf(site, pod)).toEqual({ http: [], network: [] })
})
