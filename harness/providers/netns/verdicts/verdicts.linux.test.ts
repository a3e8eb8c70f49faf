/** The verdict matrix of a scenario with policies of both kinds, on a real datapath of each sort. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadPolicies } from '../../../policy/load-policies.ts'
import {
  compiledAsExpected,
  isDenial,
  verdictsSchema,
  wasAsExpected,
  type VerdictCell,
  type Verdicts,
} from '../../../results/verdicts.ts'
import { topologySchema } from '../../../scenario/schema.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { ebpf, type InstalledEbpf } from '../datapaths/ebpf/index.ts'
import { kubeProxyIptables } from '../datapaths/kube-proxy/index.ts'
import { sidecarMtls } from '../datapaths/sidecar/index.ts'
import type { NetnsDatapath } from '../datapath.ts'
import { raiseArmForTests, type ArmForTests } from '../testing/raise-arm-for-tests.ts'

const SCENARIOS = join(import.meta.dirname, '../../../../scenarios')
const POLICIES = loadPolicies(
  ['network.yaml', 'authorization.yaml'].map((file) => join(SCENARIOS, 'policies', file)),
)
/** As in scenarios/policy-layers.yaml, without work. */
const TOPOLOGY = topologySchema.parse({
  services: {
    frontend: { namespace: 'app', steps: [{ call: 'backend' }] },
    backend: { namespace: 'app', steps: [{ call: 'records.data' }] },
    records: { namespace: 'data' },
    console: { namespace: 'management', steps: [{ call: 'backend.app' }] },
  },
  page: [{ call: 'frontend.app' }, { call: 'console.management' }],
})

async function withArm(datapath: NetnsDatapath, act: (arm: ArmForTests) => Promise<void>): Promise<void> {
  const raised = await raiseArmForTests(datapath, TOPOLOGY, { policies: POLICIES })
  try {
    await act(raised)
  } finally {
    expect(await raised.down()).toEqual([])
  }
}

const verdictsOf = async ({ arm }: ArmForTests): Promise<Verdicts> =>
  verdictsSchema.parse({ arm: arm.spec.name, ...(await arm.verdicts!()) })
const find = ({ cells }: Verdicts, from: string, to: string, method = 'GET', path = '/'): VerdictCell =>
  cells.find(
    (cell) =>
      cell.from === from && cell.to === to && cell.request?.method === method && cell.request.path === path,
  )!
const deviating = ({ cells }: Verdicts) =>
  cells.filter((cell) => (cell.tries.length > 0 && !wasAsExpected(cell, -1)) || !compiledAsExpected(cell))

test.skipIf(await requireNeed('linux', 'bpf'))(
  'ebpf enforces the NetworkPolicies, as its maps say and as the wire shows, and lets pass what needs a proxy',
  () =>
    withArm(ebpf, async (raised) => {
      expect((await raised.arm.verify('full')).filter(({ holds }) => !holds)).toEqual([])
      const verdicts = await verdictsOf(raised)
      expect(deviating(verdicts)).toEqual([])
      expect(verdicts.knownFirst).toEqual(['denied', 'allowed'])
      expect(verdicts.enforced).toHaveLength(5)
      expect(verdicts.notEnforced.map(({ policy }) => policy)).toContain('AuthorizationPolicy app/backend')
      expect(verdicts.inForce).toHaveProperty('afterMs')
      expect(verdicts.cells.every(({ compiled }) => compiled !== null)).toBe(true)
      expect(find(verdicts, 'client', 'backend').tries[0]!.outcome.face).toBe('time-out')
      // A port on which nobody listens is refused by the pod, where the policy lets the packet through.
      const ports = verdicts.cells.filter(({ from, to }) => from === 'console' && to === 'backend')
      expect(ports.map(({ port, tries }) => [port, tries[0]!.outcome.face])).toContainEqual([8081, 'refused'])
      expect(ports.map(({ port, tries }) => [port, tries[0]!.outcome.face])).toContainEqual([7999, 'time-out'])
      // Operators may not change anything, which nobody here can tell.
      const post = find(verdicts, 'console', 'backend', 'POST')
      expect([post.together.outcome, post.tries[0]!.outcome.status]).toEqual(['403', 200])

      // A policy that is not in force is found out, by the maps and on the wire, and each cell is tried again.
      await (raised.installed as InstalledEbpf).enforcement.apply({ pods: {} })
      const open = await verdictsOf(raised)
      const wrong = deviating(open)
      expect(wrong.length).toBe(open.cells.filter(({ expected }) => isDenial(expected.outcome)).length)
      expect(wrong.every(({ tries, compiled }) => tries.length === 3 && compiled === 'allowed')).toBe(true)
      expect(open.knownFirst).toEqual(['allowed'])
    }),
)

test.skipIf(await requireNeed('linux'))(
  'sidecars enforce the AuthorizationPolicies, as the filters say that Envoy has, and let pass what the network would stop',
  () =>
    withArm(sidecarMtls, async (raised) => {
      expect((await raised.arm.verify('full')).filter(({ holds }) => !holds)).toEqual([])
      const verdicts = await verdictsOf(raised)
      expect(deviating(verdicts)).toEqual([])
      expect(verdicts.knownFirst).toEqual(['denied', 'allowed'])
      expect(verdicts.enforced).toEqual([
        'AuthorizationPolicy app/backend',
        'AuthorizationPolicy app/no-admin',
        'AuthorizationPolicy data/records',
      ])
      expect(find(verdicts, 'client', 'frontend', 'GET', '/admin').tries[0]!.outcome.status).toBe(403)
      expect(find(verdicts, 'console', 'frontend', 'GET', '/admin').tries[0]!.outcome.status).toBe(200)
      const denied = find(verdicts, 'client', 'console')
      expect([denied.expected.outcome, denied.together.outcome]).toEqual(['allowed', 'allowed'])
      const served = verdicts.cells.filter((cell) => cell.served === 'http')
      expect(served.every(({ compiled }) => compiled !== null)).toBe(true)
      const passing = served.filter(
        ({ expected, together }) => !isDenial(expected.outcome) && isDenial(together.outcome),
      )
      expect(passing.map(({ from, to }) => `${from} ${to}`)).toContain('records frontend')
    }),
)

test.skipIf(await requireNeed('linux'))('where nothing enforces policies every cell passes, and is recorded', () =>
  withArm(kubeProxyIptables, async (raised) => {
    const verdicts = await verdictsOf(raised)
    expect(verdicts.enforced).toEqual([])
    expect(new Set(verdicts.notEnforced.map(({ why }) => why)).size).toBe(1)
    expect(deviating(verdicts)).toEqual([])
    expect(verdicts.knownFirst).toEqual(['allowed'])
    expect(verdicts.compiledFrom).toBeNull()
  }),
)
