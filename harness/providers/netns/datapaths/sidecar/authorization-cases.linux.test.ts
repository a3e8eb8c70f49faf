/** The collection of cases of AuthorizationPolicy in a real Envoy: its filters for requests, and those for bytes that are no HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeBySidecar } from '../../../../policy/evaluate/by-sidecar.ts'
import { parsePolicies } from '../../../../policy/read/parse-policies.ts'
import type { Case } from '../../../../policy/testing/case.ts'
import { ISTIO } from '../../../../policy/testing/cases/istio.ts'
import { atSidecarOnTheWire, type Tried } from '../../../../policy/testing/on-the-wire.ts'
import { createCleanup } from '../../../../system/cleanup.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { onLoopback, startEnvoyOfCases, type WireCase } from './testing/envoy-of-cases.ts'
import { tryInCase } from './testing/try-in-case.ts'

/** Ports that anybody may bind, and that few programs have. */
const PORT_OF = new Map([80, 9000, 9001, 9002].map((port) => [port, 20_000 + port]))
const moved = (text: string): string =>
  text.replace(/"(80|900[012])"/g, (_, port: string) => `"${PORT_OF.get(Number(port))}"`)

/** 5432, as of a database: what AuthorizationPolicies say of bytes that are no HTTP. */
const DATABASE: Case = {
  number: 'database',
  says: 'only one workload may open a port of a database',
  policies: [],
  probes: [],
}
DATABASE.policies = [
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'database', namespace: 'x' },
    spec: {
      selector: { matchLabels: { pod: 'a' } },
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/y/sa/a'] } }],
          to: [{ operation: { ports: ['25432'] } }],
        },
        // About requests, so that for bytes it allows nothing.
        { from: [{ source: { principals: ['cluster.local/ns/y/sa/b'] } }], to: [{ operation: { methods: ['GET'] } }] },
      ],
    },
  },
]
DATABASE.probes = [
  { from: 'y/a', to: 'x/a:25432', seen: 'ALLOW' },
  { from: ['y/b', 'y/c', 'x/b'], to: 'x/a:25432', seen: 'RESET' },
  { from: 'y/a', to: 'x/a:25433', seen: 'RESET' },
  { from: ['y/b', 'y/c'], to: 'x/b:25432', seen: 'ALLOW' },
]

const MESH = ISTIO[0]!.world!
const CASES = [...ISTIO, { ...DATABASE, world: MESH }].map((one, index) => {
  const text = moved(one.policies.map((policy) => JSON.stringify(policy)).join('\n---\n'))
  const tried: Tried[] = atSidecarOnTheWire(one).tried.map(({ attempt, seen }) => ({
    attempt: { ...attempt, port: PORT_OF.get(attempt.port!) ?? attempt.port },
    seen,
  }))
  const wire: WireCase = {
    world: onLoopback(one.world!, index),
    policies: parsePolicies('case.yaml', text).authorization,
    attempts: tried.map(({ attempt }) => attempt),
  }
  return { one, wire, tried }
})

describe.skipIf(await requireNeed('linux'))('cases of AuthorizationPolicy in a real Envoy', () => {
  const cleanup = createCleanup()
  let envoy: Awaited<ReturnType<typeof startEnvoyOfCases>>
  beforeAll(async () => {
    envoy = await startEnvoyOfCases(
      CASES.map(({ wire }) => wire),
      cleanup,
    )
  })
  afterAll(async () => {
    expect(await cleanup.run()).toEqual([])
  })

  test.each(CASES.map((each) => [`${each.one.number}: ${each.one.says}`, each] as const))(
    '%s',
    async (_, { wire, tried }) => {
      const rows = await Promise.all(
        tried.map(async ({ attempt, seen }) => ({
          attempt,
          expected: seen,
          seen: await tryInCase(wire, attempt, envoy.of),
        })),
      )
      expect(rows.filter(({ seen, expected }) => seen !== expected)).toEqual([])
      for (const { attempt, expected } of rows) {
        const { outcome } = judgeBySidecar(wire.world, wire.policies, attempt)
        expect([attempt, outcome]).toEqual([attempt, expected === 'ALLOW' ? 'allowed' : expected.toLowerCase()])
      }
    },
  )

  test('both kinds of denial and of filter were there', () => {
    const all = CASES.flatMap(({ tried }) => tried)
    const seen = all.map(({ attempt, seen: face }) => `${attempt.http ? 'http' : 'bytes'} ${face}`)
    expect([...new Set(seen)].toSorted()).toEqual(['bytes ALLOW', 'bytes RESET', 'http 403', 'http ALLOW', 'http RESET'])
  })
})
