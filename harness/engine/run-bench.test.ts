import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Arm } from '../arm/arm.ts'
import type { Progress } from './progress.ts'
import { readRun } from '../results/read-run.ts'
import type { RunRecord } from '../results/record.ts'
import { createRunStore } from '../results/store.ts'
import { runBench } from './run-bench.ts'
import { armsOf } from '../scenario/arms.ts'
import type { Scenario } from '../scenario/schema.ts'
import { DIRECT } from '../stats/testing/synthetic-arms.ts'
import { syntheticCpu } from '../stats/testing/synthetic-trial.ts'
import { fakeArm, seenFlows } from './testing/fake-arm.ts'
import { NO_CLOCK } from './testing/logged-clock.ts'
import { fakePlan } from './testing/fake-plan.ts'

// Idle windows of fake arms need no time.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-engine-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const quietly: Progress = { phase: () => undefined, status: () => undefined, close: () => undefined }
const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)

/** A quick run of the baseline, its twin and a mesh, on fake arms that `change` may modify. */
async function run(change: (name: string) => Partial<Arm>) {
  const known = [{ name: 'direct' }, { name: 'mesh' }]
  const scenario: Scenario = {
    name: 'fakes',
    description: 'Does the engine ask any arm the same?',
    topology: {
      services: { front: { namespace: 'default', steps: [], responseBytes: 512 } },
      page: [{ call: 'front', requestBytes: 0 }],
    },
    loads: [{ name: 'steady', pagesPerSecond: 100, connection: 'keep-alive', warmUp: 0, measure: 1000 }],
    arms: armsOf(['mesh'], known),
    clientPlacement: 'beside',
    rounds: 6,
    capacity: false,
  }
  const plan = fakePlan(scenario, true)
  const store = createRunStore(folder, plan)
  const raised: string[] = []
  await runBench({
    scenario,
    plan,
    store,
    progress: quietly,
    signal: new AbortController().signal,
    hopClock: NO_CLOCK,
    raise: (spec) => {
      raised.push(spec.name)
      return Promise.resolve(fakeArm(spec, cpu, change(spec.name)))
    },
  })
  store.finish({ status: 'complete', reason: null })
  return { ...readRun(store.dir), raised }
}

test('what an arm is and gives is taken from what runs; its flows are kept once, after the last proof', async () => {
  let asked = 0
  const {
    run: record,
    journal,
    evidence,
    raised,
  } = await run((name) =>
    name === 'mesh'
      ? {
          capability: { ...fakeArm(armsOf([], [])[0]!, cpu).capability, encrypts: true },
          flows: () => {
            asked += 1
            return Promise.resolve(seenFlows(1))
          },
        }
      : {},
  )
  const mesh = record.arms.find(({ name }) => name === 'mesh')!
  expect(mesh).toMatchObject({
    title: 'mesh',
    capability: { encrypts: true },
    fidelity: { level: 'as shipped', missing: [] },
    settings: { image: 'sha256:f00d' },
  })
  expect(raised.filter((name) => name === 'mesh')).toHaveLength(6)
  expect(asked).toBe(1)
  expect(evidence).toMatchObject([
    { arm: 'mesh', bringUp: 5, when: 'after', where: 'access log', observed: { count: 1 } },
  ])
  expect(readFileSync(join(folder, 'run', 'flows', 'mesh.jsonl'), 'utf8')).toBe(
    '{"flow":{"verdict":"FORWARDED"}}\n',
  )
  expect(journal.filter((one) => one.kind === 'trial' && one.status === 'completed')).toHaveLength(18)
})

const missingOf = ({ arms }: RunRecord) => arms.find(({ name }) => name === 'mesh')!.fidelity.missing

test.each([
  ['only in the second bring-up is looked at then', 1, []],
  ['in none keeps what was known of it before', 6, ['not looked at yet']],
])('an arm that comes up %s', async (_, failures, missing) => {
  let raised = 0
  const { run: record } = await run((name) =>
    name === 'mesh' && raised++ < failures ? { verify: () => Promise.reject(new Error('no route')) } : {},
  )
  expect(missingOf(record)).toEqual(missing)
})
