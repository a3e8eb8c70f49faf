/**
 * Tests that every datapath on network namespaces must pass: it carries pages, proves them, notices when it is broken, and
 * leaves no trace.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { topologySchema } from '../../../scenario/schema.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { bpfPrograms, hostState } from '../../../testing/host-state.ts'
import { tracesOf } from '../../../testing/traces.ts'
import { completenessOf } from '../../../flows/completeness.ts'
import { readFlows } from '../../../flows/read-flows.ts'
import type { Breaks } from '../testing/break.ts'
import { raiseArmForTests, type ArmForTests } from '../testing/raise-arm-for-tests.ts'
import { datapaths } from './index.ts'

/** client → orders → stock → prices, in two namespaces; the policy forbids all other calls. */
const CHAIN = topologySchema.parse({
  services: {
    orders: { namespace: 'shop', steps: [{ call: 'stock' }] },
    stock: { namespace: 'shop', steps: [{ call: 'prices.back' }] },
    prices: { namespace: 'back' },
  },
  page: [{ call: 'orders.shop' }],
  policy: {
    allow: [
      { from: 'client', to: ['orders'] },
      { from: 'orders', to: ['stock'] },
      { from: 'stock', to: ['prices'] },
    ],
  },
})

/** The breaks of every datapath's folder, by the name of the datapath. */
const breaks: Breaks = Object.assign(
  {},
  ...(await Promise.all(
    readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const module = (await import(`./${name}/testing/breaks.ts`)) as { breaks: Breaks }
        return module.breaks
      }),
  )),
) as Breaks

describe.each(datapaths.map((datapath) => [datapath.description.name, datapath] as const))(
  '%s',
  async (name, datapath) => {
    const { needs, capability } = datapath.description
    const ownBreaks = breaks[name] ?? []
    const skip = (await requireNeed('linux')) ?? (needs.includes('bpf') ? await requireNeed('bpf') : null)

    test('can be broken', () => {
      expect(ownBreaks).not.toEqual([])
    })

    describe.skipIf(skip)('raised', () => {
      let before: Record<string, string>
      let programsBefore: number | null
      let raised: ArmForTests
      let umask: number
      beforeAll(async () => {
        ;[before, programsBefore] = await Promise.all([hostState(), bpfPrograms()])
        // Root's umask on hardened servers. Envoy and the DNS server run as other users and must still read the files of the arm.
        umask = process.umask(0o077)
        raised = await raiseArmForTests(datapath, CHAIN)
      })
      afterAll(async () => {
        process.umask(umask)
        await raised.down()
      })

      const failures = async () => (await raised.arm.verify()).filter(({ holds }) => !holds)

      test('carries pages, every proof holds, and nothing was sent twice', async () => {
        expect(await failures()).toEqual([])
        expect(await raised.arm.retries()).toBe(0)
        await raised.arm.assertAlive()
      })

      test('keeps no key with the evidence', () => {
        expect(readdirSync(raised.site.configDir).filter((name) => name.endsWith('.key'))).toEqual([])
      })

      test.each(ownBreaks.map((each) => [each.what, each] as const))(
        '%s is found out, with the place',
        async (_, { breakIt, mend, found }) => {
          await breakIt(raised.site, raised.installed)
          // Exactly these proofs fail. All others hold, so earlier breaks have been mended and open connections still work.
          const places = (await failures()).map(({ where }) => where)
          expect([...new Set(places)].sort()).toEqual(found(raised.site).toSorted())
          await mend?.(raised.site, raised.installed)
        },
      )

      // Last, because a datapath may replace its programs for this.
      test('sees each of 300 calls a second that the services counted, or says that it sees nothing', async () => {
        const { lines, about } = await raised.arm.flows!(async () => {
          const { arm, site } = raised
          const { ledger } = await arm.runPaced(
            {
              ...{ driver: 'paced', page: CHAIN.page, port: arm.servicePort, connection: 'per-request' },
              ...{ pagesPerSecond: 100, warmUpMs: 0, measureMs: 1500, timeoutMs: 2000, seed: 'flows' },
              rawFile: join(site.runtimeDir, 'pages.bin'),
            },
            { began: () => Promise.resolve(), ended: () => Promise.resolve() },
          )
          return ledger.completed
        })
        expect(about.pages).toBeGreaterThan(0)
        expect(about.calls).toHaveLength(3)
        expect(about.unknownSince).toBeNull()
        const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
        const { graph, unread } = readFlows(name, text)
        expect(unread).toBe(0)
        const { edges, found, invented, calls, connections } = completenessOf(graph, about)
        expect(invented).toEqual([])
        if (about.sees === 'nothing') {
          expect(capability.emitsFlows).toBe(false)
          expect(lines).toEqual([])
          return
        }
        expect([found, edges]).toEqual([3, 3])
        const made = about.calls.reduce((sum, call) => sum + call.calls, 0)
        expect(made).toBeGreaterThanOrEqual(3 * about.pages)
        expect(Number(about.lost) > 0).toBe(false)
        if (about.sees === 'requests') expect(calls).toEqual({ seen: made, made })
        else expect('seen' in connections && connections.seen).toBe('made' in connections && connections.made)
      })

      test('leaves no trace', async () => {
        expect(await raised.down()).toEqual([])
        expect(tracesOf(raised.runId)).toEqual([])
        await expect.poll(bpfPrograms, { timeout: 5000 }).toBe(programsBefore)
        expect(await hostState()).toEqual(before)
      })
    })
  },
)
