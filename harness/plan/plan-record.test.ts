import { expect, test } from 'vitest'
import { foldRun } from '../results/fold-run.ts'
import { planSchema } from '../results/record.ts'
import { planRun } from './plan-run.ts'
import { netns } from '../providers/netns/index.ts'
import { armsOf } from '../scenario/arms.ts'
import { findScenario } from '../scenario/find-scenario.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import type { ArmSpec } from '../scenario/schema.ts'
import { SYNTHETIC_CODE, SYNTHETIC_HOST } from '../stats/testing/synthetic-host.ts'
import { planRecord } from './plan-record.ts'

const here = netns.datapaths.map(({ name }) => ({ name }))
const written = loadScenario(findScenario('chain-3'), { provider: 'netns', here, elsewhere: [] })

/** Builds the plan for these arms of the scenario, checks it and folds it into a run record. */
function planned(arms: ArmSpec[]) {
  const scenario = { ...written, arms }
  const plan = planRecord({
    id: 'test',
    command: [],
    seed: 'seed',
    quick: false,
    provider: netns,
    scenario,
    loadsLeftOut: [],
    plan: planRun(scenario, 'seed', false),
    host: SYNTHETIC_HOST,
    code: SYNTHETIC_CODE,
    datapaths: netns.datapaths,
  })
  return foldRun(planSchema.parse(plan), [])
}
const recorded = (arms: ArmSpec[]) => planned(arms).arms

const named = (name: string, more: Partial<ArmSpec> = {}): ArmSpec => ({
  datapath: 'direct',
  fillerServices: 0,
  policyRules: 0,
  name,
  ...more,
})

test('the baseline and its twin are told apart, and everything is held against the baseline', () => {
  const [direct, again, ebpf] = recorded(armsOf(['ebpf'], here))
  expect(direct).toMatchObject({ role: 'baseline', within: null })
  expect(again).toMatchObject({ role: 'twin', title: `${direct!.title}, again`, against: 'direct' })
  expect(ebpf).toMatchObject({ role: 'treatment', against: 'direct' })
})

test('the plain network of a cluster is a twin that names its cluster, and the mesh is compared with it', () => {
  const [direct, , twin, mesh] = recorded([
    ...armsOf([], here),
    named('direct-mesh', { within: 'mesh', isTwin: true }),
    named('mesh', { datapath: 'sidecar', against: 'direct-mesh' }),
  ])
  expect(twin).toMatchObject({
    role: 'twin',
    within: 'mesh',
    title: `${direct!.title}, in the cluster of mesh`,
  })
  expect(mesh).toMatchObject({ role: 'treatment', against: 'direct-mesh' })
})

test("an arm in the baseline's own cluster names no cluster", () => {
  const [direct, again] = recorded([
    named('direct'),
    named('direct-again', { within: 'direct', isTwin: true }),
  ])
  expect(again).toMatchObject({ within: null, title: `${direct!.title}, again` })
})

test('an arm that makes nothing visible gives no flows, and the record says so', () => {
  const [, , , silent] = recorded([
    ...armsOf(['ebpf'], here),
    named('ebpf-silent', { datapath: 'ebpf', seeing: 'nothing' }),
  ])
  expect(silent!.capability.emitsFlows).toBe(false)
  expect(silent!.title).toContain('nothing made visible')
  expect(silent).toMatchObject({ seeing: 'nothing', flowEvents: false })
})

test('the plan keeps what each datapath says of itself, once, and decides what is compared', () => {
  const run = planned(armsOf(['sidecar-mtls', 'kube-proxy-iptables', 'ebpf'], here))
  expect(run.datapaths.map(({ name, label, hue }) => ({ name, label, hue }))).toEqual([
    { name: 'direct', label: 'direct', hue: 'grey' },
    { name: 'sidecar-mtls', label: 'sidecar, mTLS', hue: 'magenta' },
    { name: 'kube-proxy-iptables', label: 'kube-proxy', hue: 'ochre' },
    { name: 'ebpf', label: 'eBPF', hue: 'blue' },
  ])
  expect(run.comparisons).toEqual([
    { arm: 'sidecar-mtls', against: 'kube-proxy-iptables', why: 'cost' },
    { arm: 'kube-proxy-iptables', against: 'direct', why: 'cost' },
    { arm: 'ebpf', against: 'kube-proxy-iptables', why: 'cost' },
    { arm: 'sidecar-mtls', against: 'ebpf', why: 'rival' },
  ])
  expect(run.arms.map(({ name, against }) => [name, against])).toContainEqual(['ebpf', 'kube-proxy-iptables'])
})

test('the record says what each arm makes visible; requests that are logged are flows', () => {
  const arms = recorded([
    ...armsOf(['ebpf', 'sidecar'], here),
    named('sidecar-requests', { datapath: 'sidecar', seeing: 'requests' }),
  ])
  expect(arms.map(({ name, seeing, capability }) => [name, seeing, capability.emitsFlows])).toEqual([
    ['direct', 'nothing', false],
    ['direct-again', 'nothing', false],
    ['ebpf', 'connections', true],
    ['sidecar', 'nothing', false],
    ['sidecar-requests', 'requests', true],
  ])
  expect(arms.at(-1)).toMatchObject({
    against: 'sidecar',
    title: expect.stringContaining('with an access log') as string,
  })
})
