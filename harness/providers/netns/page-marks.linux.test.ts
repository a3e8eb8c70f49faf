/** Marks pass through every datapath to the last service, and change no count on the way. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureWire } from '../../arm/wire-capture.ts'
import { clientPages } from '../../instruments/hop-clock/join/client-page.ts'
import { topologySchema } from '../../scenario/schema.ts'
import { netnsPath } from '../../system/network-namespace.ts'
import { requireNeed } from '../../system/require-need.ts'
import { direct } from './datapaths/direct/index.ts'
import { sidecar } from './datapaths/sidecar/index.ts'
import { raiseArmForTests, type ArmForTests } from './testing/raise-arm-for-tests.ts'

/** prices gets a call of each of the others, and one of them has a body. */
const FAN_OUT = topologySchema.parse({
  services: {
    orders: { steps: [{ parallel: [{ call: 'stock' }, { call: 'prices', requestBytes: 300 }] }] },
    stock: { steps: [{ call: 'prices' }] },
    prices: {},
  },
  page: [{ call: 'orders' }, { call: 'prices' }],
})
/** Method and call path of each call of a page. */
const CALLS = ['GET 1', 'GET 11', 'GET 111', 'POST 12', 'GET 2']

const markOf = (page: number, path: string): string =>
  `/p${page.toString(16).padStart(6, '0')}${path.padEnd(10, '0')}`

describe.each([direct, sidecar])('$description.name', async (datapath) => {
  describe.skipIf(await requireNeed('linux'))('raised', () => {
    let raised: ArmForTests
    const folder = mkdtempSync(join(tmpdir(), 'hopbench-marks-'))
    beforeAll(async () => (raised = await raiseArmForTests(datapath, FAN_OUT)))
    afterAll(async () => {
      expect(await raised.down()).toEqual([])
      rmSync(folder, { recursive: true })
    })

    test('every call of a page has its mark on the wire, and no call of a page is without', async () => {
      const wire = await captureWire(netnsPath(raised.site.netns), 'any', 'tcp', async () => {
        const nothing = { began: () => Promise.resolve(), ended: () => Promise.resolve() }
        const spec = {
          ...{ driver: 'paced' as const, connection: 'keep-alive' as const, seed: 'marks', timeoutMs: 2000 },
          ...{ page: FAN_OUT.page, port: raised.arm.servicePort, rawFile: join(folder, 'raw.f64') },
          ...{ pagesPerSecond: 20, warmUpMs: 0, measureMs: 1000 },
        }
        const { ledger } = await raised.arm.runPaced(spec, nothing)
        expect(ledger).toMatchObject({ offered: 20, completed: 20 })
      })
      const raw = new Float64Array(new Uint8Array(readFileSync(join(folder, 'raw.f64'))).buffer)
      const numbers = clientPages(raw, 0).map(({ number }) => number)
      expect(numbers).toHaveLength(20)
      // tcpdump misses packets that come at once, so not every page is seen whole.
      for (const [method, path] of CALLS.map((call) => call.split(' '))) {
        const lines = numbers.map((number) => `${method} ${markOf(number, path!)} HTTP/1.1`)
        expect(lines.filter((line) => wire.saw(line)).length, lines[0]).toBeGreaterThan(0)
      }
      expect(wire.saw('GET / HTTP') || wire.saw('POST / HTTP')).toBe(false)
    })

    test('every counter on the way proves what it proved without marks', async () => {
      expect((await raised.arm.verify()).filter(({ holds }) => !holds)).toEqual([])
    })
  })
})
