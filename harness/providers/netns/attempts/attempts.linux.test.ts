/** The whole way of attempts: real pods try, the datapath's own flows are stored, read again, and judged against the truth. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sight } from '../../../flows/seen-by.ts'
import { topologySchema } from '../../../scenario/schema.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { asExpected, sightOfObserved, toldOf } from '../../../testing/sight-of-observed.ts'
import { ATTEMPTS, STRANGERS } from '../../../testing/strangers-that-try.ts'
import { datapaths } from '../datapaths/index.ts'
import { raiseArmForTests } from '../testing/raise-arm-for-tests.ts'

const TOPOLOGY = topologySchema.parse({
  services: {
    front: { steps: [{ call: 'orders.shop' }] },
    orders: { namespace: 'shop', steps: [{ call: 'stock' }] },
    stock: { namespace: 'shop' },
  },
  page: [{ call: 'front' }],
  policy: {
    allow: [
      { from: 'client', to: ['front'] },
      { from: 'front', to: ['orders'] },
      { from: 'orders', to: ['stock'] },
    ],
  },
})

/** Raises an arm, lets it be looked at, and reads what was stored of it. */
async function sightOf(datapath: (typeof datapaths)[number], folder: string): Promise<Sight> {
  const { name } = datapath.description
  const raised = await raiseArmForTests(datapath, TOPOLOGY, {
    attempts: { strangers: STRANGERS, attempts: ATTEMPTS },
  })
  try {
    expect(raised.arm.units.map(({ pod }) => pod)).not.toContain('scraper')
    return await sightOfObserved(await raised.arm.flows!(), name, folder)
  } finally {
    expect(await raised.down()).toEqual([])
  }
}

const EXPECTED: Record<string, Record<string, string | RegExp>> = {
  direct: {
    scan: '0 of 2 seen, 0 right, 0 blocked: connected; ',
    outside: '0 of 1 seen, 0 right, 0 blocked: answered; ',
    guessing: '0 of 3 seen, 0 right, 0 blocked: answered; ',
    fourth: '0 of 1 seen, 0 right, 0 blocked: answered; ',
    store: '0 of 1 seen, 0 right, 0 blocked: connected; ',
    straight: '0 of 1 seen, 0 right, 0 blocked: answered; ',
    'no-name': '0 of 1 seen, 0 right, 0 blocked: no such name; ',
  },
  ebpf: {
    scan: '2 of 2 seen, 2 right, 2 blocked: time-out; new edge, refused',
    outside: '1 of 1 seen, 1 right, 1 blocked: time-out; refused, unknown source',
    // The policy allows the edge, and below HTTP nothing is new about it.
    guessing: '3 of 3 seen, 3 right, 0 blocked: answered; ',
    fourth: '1 of 1 seen, 1 right, 1 blocked: time-out; refused, unknown source',
    store: '1 of 1 seen, 1 right, 1 blocked: time-out; refused, unknown source',
    straight: '1 of 1 seen, 1 right, 0 blocked: answered; ',
    'no-name': '0 of 1 seen, 0 right, 0 blocked: no such name; ',
  },
  'sidecar-mtls': {
    // The scanner's own proxy accepts the connections, and reports them.
    scan: /^2 of 2 seen, 2 right, .*; new edge$/,
    // Without a certificate the connection is closed before a request is read, and nobody logs it.
    outside: '0 of 1 seen, 0 right, 1 blocked: reset; ',
    guessing: '3 of 3 seen, 3 right, 0 blocked: answered; new request',
    // Its certificate is that of a member, and no policy names the namespace: 403.
    fourth: '1 of 1 seen, 1 right, 1 blocked: answered; refused, unknown source',
    // No HTTP: the connection is passed on as it is, without a certificate.
    store: /^1 of 1 seen, 1 right, 1 blocked: (reset|closed); failed, unknown source$/,
    straight: '1 of 1 seen, 1 right, 1 blocked: reset; failed, new request',
    'no-name': '0 of 1 seen, 0 right, 0 blocked: no such name; ',
  },
}

describe.skipIf(await requireNeed('linux', 'bpf')).each(Object.keys(EXPECTED))('attempts on %s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-attempts-'))
  let sight: Sight
  beforeAll(async () => {
    sight = await sightOf(
      datapaths.find(({ description }) => description.name === name)!,
      folder,
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('each is seen, attributed, blocked and named as the datapath can', () => {
    expect(toldOf(sight)).toEqual(asExpected(EXPECTED[name]!))
  })

  test('the truth names the pods, their addresses, and the times within the window', () => {
    const { made } = sight.attempts!
    expect(made.attempts.map(({ name: attempt, to }) => `${attempt} ${to.name}`)).toEqual([
      'scan front',
      'scan orders',
      'outside stock',
      'guessing stock',
      'fourth stock',
      'store stock',
      'straight stock',
      'no-name payments.billing',
    ])
    for (const { tries } of made.attempts)
      for (const { at } of tries) expect(at >= made.from && at <= made.to).toBe(true)
    expect(made.attempts[4]!.from).toMatchObject({ name: 'nightly', namespace: 'batch' })
    expect(made.pages).toBeGreaterThan(2)
  })

  test('normal pages are no alarm, and their flows are complete without those of the attempts', () => {
    expect(sight.attempts!.judged!.judgement.findings.falseAlarms).toEqual([])
    expect(sight.about).toMatchObject({ pages: 20, unknownSince: null })
    if (sight.about!.sees === 'nothing') expect(sight.read).toBeNull()
    else expect(sight.completeness).toMatchObject({ edges: 3, found: 3, invented: [] })
  })
})
