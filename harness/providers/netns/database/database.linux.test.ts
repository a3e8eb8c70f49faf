/** Tests that a real PostgreSQL works behind every datapath on network namespaces that carries queries, and that each datapath proves how. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completenessOf } from '../../../flows/completeness.ts'
import { readFlows } from '../../../flows/read-flows.ts'
import { topologySchema } from '../../../scenario/schema.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { tracesOf } from '../../../testing/traces.ts'
import { datapaths } from '../datapaths/index.ts'
import { raiseArmForTests, type ArmForTests } from '../testing/raise-arm-for-tests.ts'

/** client → gate → catalog and orders, which share a database: one over a pool, one over a connection for each query. */
const TOPOLOGY = topologySchema.parse({
  services: {
    gate: { namespace: 'shop', steps: [{ parallel: [{ call: 'catalog' }, { call: 'orders' }] }] },
    catalog: { namespace: 'shop', steps: [{ query: 'db.data', rows: 20, poolSize: 3 }] },
    orders: { namespace: 'shop', steps: [{ query: 'db.data', rows: 5, connection: 'per-request' }] },
  },
  databases: { db: { namespace: 'data' } },
  page: [{ call: 'gate.shop' }],
  policy: {
    allow: [
      { from: 'client', to: ['gate'] },
      { from: 'gate', to: ['catalog', 'orders'] },
      { from: 'catalog', to: ['db'] },
      { from: 'orders', to: ['db'] },
    ],
  },
})

/** Shared memory of the machine that a killed PostgreSQL can leave behind. */
const sharedMemory = () => ({
  segments: readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').length,
  files: readdirSync('/dev/shm').filter((name) => name.startsWith('PostgreSQL')),
})

const missing = (await requireNeed('linux')) ?? (await requireNeed('postgres'))

const carrying = datapaths.filter(({ description }) => description.noDatabases === undefined)

describe.each(carrying.map((datapath) => [datapath.description.name, datapath] as const))(
  'a database behind %s',
  async (name, datapath) => {
    const { needs, capability } = datapath.description
    const skip = missing ?? (needs.includes('bpf') ? await requireNeed('bpf') : null)

    describe.skipIf(skip)('raised', () => {
      const before = sharedMemory()
      let raised: ArmForTests
      beforeAll(async () => {
        raised = await raiseArmForTests(datapath, TOPOLOGY)
      })
      afterAll(async () => {
        await raised.down()
      })

      test('answers every query, as the database, the services and the datapath count alike', async () => {
        const proofs = await raised.arm.verify()
        expect(proofs.filter(({ holds }) => !holds)).toEqual([])
        expect(proofs.filter(({ kind }) => kind === 'query').map(({ observed }) => observed)).toEqual([
          { count: 23, unit: 'queries' },
          { count: 23, unit: 'queries' },
        ])
        const wires = proofs.filter(({ kind, subject }) => kind === 'wire' && subject.to === 'db')
        if (capability.encrypts) expect(wires).toHaveLength(1)
        const refused = proofs.filter(({ kind, subject }) => kind === 'policy' && subject.to === 'db')
        // Who enforces below requests drops packets; a proxy closes the connection.
        const refusal = capability.parsesL7 ? 'Connection terminated unexpectedly' : 'timeout'
        if (capability.enforcesL4Policy)
          expect(refused.map(({ subject, observed }) => [subject.from, observed])).toEqual([
            ['gate', { text: refusal }],
            ['catalog', { text: 'answered' }],
            ['orders', { text: 'answered' }],
          ])
      })

      test('is said, counted and measured like an app', async () => {
        const settings = await raised.arm.settings()
        expect(settings['database db']).toMatch(/^PostgreSQL \d+(\.\d+)?, 10,000 rows, fsync off/)
        const unit = raised.arm.units.find(({ pod, role }) => pod === 'db' && role === 'app')
        expect(unit!.cpuUs()).toBeGreaterThan(0)
        const memory = await (await raised.arm.instruments.memory.open([])).close()
        expect('appBytes' in memory && memory.appBytes).toBeGreaterThan(0)
      })

      // Late, because a datapath may replace its programs for this.
      test('is seen by whoever sees; behind a log of requests a pool is shown only when it closes', async () => {
        const { lines, about } = await raised.arm.flows!()
        expect(about.queries).toEqual([
          { from: 'catalog', to: 'db', queries: 5, connections: 1 },
          { from: 'orders', to: 'db', queries: 5, connections: 5 },
        ])
        if (about.sees === 'nothing') return
        const { graph } = readFlows(name, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
        const { found, edges, invented, late } = completenessOf(graph, about)
        expect({ found, edges, invented }).toEqual({ found: 5, edges: 5, invented: [] })
        expect(late).toEqual(about.sees === 'requests' ? [{ from: 'catalog', to: 'db' }] : [])
      })

      test('is named when it dies', async () => {
        const file = join(raised.site.runtimeDir, 'db', 'database', 'data', 'postmaster.pid')
        process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGKILL')
        await expect
          .poll(
            () => {
              try {
                void raised.arm.assertAlive()
                return ''
              } catch (error) {
                return (error as Error).message
              }
            },
            { timeout: 10_000 },
          )
          .toMatch(/^database db\.data was killed by SIGKILL/)
      })

      test('leaves no trace', async () => {
        expect(await raised.down()).toEqual([])
        expect(tracesOf(raised.runId)).toEqual([])
        expect(sharedMemory()).toEqual(before)
      })
    })
  },
)
