import { expect, test } from 'vitest'
import { planRun } from '../plan/plan-run.ts'
import { datapaths } from '../providers/netns/datapaths/index.ts'
import { armsOf } from '../scenario/arms.ts'
import { findScenario } from '../scenario/find-scenario.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import type { ArmSpec } from '../scenario/schema.ts'
import { SYNTHETIC_HOST } from '../stats/testing/synthetic-host.ts'
import { newRun } from './new-run.ts'
import { runSchema } from './record.ts'

const here = datapaths.map(({ description: { name } }) => ({ name }))
const written = loadScenario(findScenario('chain-3'), { provider: 'netns', here, elsewhere: [] })

/** The arms of run.json for these of a scenario. */
function recorded(arms: ArmSpec[], modelledBy: Record<string, string> = {}) {
  const scenario = { ...written, arms }
  const run = newRun({
    id: 'test',
    command: [],
    seed: 'seed',
    quick: false,
    provider: 'netns',
    scenario,
    plan: planRun(scenario, 'seed', false),
    host: SYNTHETIC_HOST,
    datapaths: datapaths.map(({ description: { name, title, capability, fidelity } }) => {
      const { product: _, ...asInVersion1 } = fidelity
      const emulation = modelledBy[name]
      const datapath = { name, title, capability, fidelity: asInVersion1 }
      return emulation === undefined ? datapath : { ...datapath, modelledBy: emulation }
    }),
  })
  return runSchema.parse(run).arms
}
const named = (name: string, more: Partial<ArmSpec> = {}): ArmSpec => ({
  datapath: 'direct',
  fillerServices: 0,
  flowEvents: true,
  name,
  ...more,
})

test('the baseline and its twin are told apart, and everything is held against the baseline', () => {
  const [direct, again, ebpf] = recorded(armsOf(['ebpf'], here))
  expect(direct).toMatchObject({ role: 'baseline', within: null, modelledBy: null })
  expect(again).toMatchObject({ role: 'twin', title: `${direct!.title}, again`, against: 'direct' })
  expect(ebpf).toMatchObject({ role: 'treatment', against: 'direct' })
})

test('the plain network of a cluster is a twin that names its place, and the mesh is held against it', () => {
  const [direct, , place, mesh] = recorded(
    [
      ...armsOf([], here),
      named('direct-mesh', { within: 'mesh', isTwin: true }),
      named('mesh', { datapath: 'sidecar', against: 'direct-mesh' }),
    ],
    { sidecar: 'emulated-sidecar' },
  )
  expect(place).toMatchObject({
    role: 'twin',
    within: 'mesh',
    title: `${direct!.title}, in the cluster of mesh`,
  })
  expect(mesh).toMatchObject({ role: 'treatment', against: 'direct-mesh', modelledBy: 'emulated-sidecar' })
})

test("an arm in the baseline's own cluster is in no special place", () => {
  const [direct, again] = recorded([
    named('direct'),
    named('direct-again', { within: 'direct', isTwin: true }),
  ])
  expect(again).toMatchObject({ within: null, title: `${direct!.title}, again` })
})

test('an arm whose flow events are off gives none', () => {
  const [, , , silent] = recorded([
    ...armsOf(['ebpf'], here),
    named('ebpf-silent', { datapath: 'ebpf', flowEvents: false }),
  ])
  expect(silent!.capability.emitsFlows).toBe(false)
  expect(silent!.title).toContain('flow events off')
})
