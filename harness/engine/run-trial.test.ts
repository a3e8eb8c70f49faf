import { expect, test } from 'vitest'
import type { Arm } from '../arm/arm.ts'
import type { InstrumentName } from '../arm/instrument.ts'
import { capacitySchema, idleSchema, trialSchema } from '../results/record.ts'
import { capacitySpec, runCapacity } from './run-capacity.ts'
import { runIdle } from './run-idle.ts'
import { perturbingOf, runTrial } from './run-trial.ts'
import type { ArmSpec, Scenario } from '../scenario/schema.ts'
import { syntheticCpu } from '../stats/testing/synthetic-trial.ts'
import { DIRECT } from '../stats/testing/synthetic-arms.ts'
import { fakeArm } from './testing/fake-arm.ts'

const why = { notMeasured: 'the window was shorter than four updates of cAdvisor' }
const spec: ArmSpec = { name: 'mesh', datapath: 'direct', fillerServices: 0, policyRules: 0 }
const { signal } = new AbortController()
const page = [{ call: 'front', requestBytes: 0 }]
const scenario = { topology: { services: {}, page } } as unknown as Scenario

const trialOf = async (arm: Arm, others: Arm[] = [], perturbedBy: InstrumentName | null = null) =>
  (
    await runTrial({
      arm,
      others,
      load: 'steady',
      round: 0,
      position: 0,
      bringUp: 0,
      rawFile: 'raw.f64',
      perturbedBy,
      signal,
      spec: {
        driver: 'paced',
        page,
        port: 80,
        pagesPerSecond: 100,
        connection: 'keep-alive',
        warmUpMs: 0,
        measureMs: 1000,
        timeoutMs: 1000,
        seed: '',
        rawFile: 'raw.f64',
      },
    })
  ).record
const capacityOf = (arm: Arm) =>
  runCapacity({
    arm,
    others: [],
    load: 'closed-loop',
    round: 0,
    bringUp: 0,
    signal,
    spec: capacitySpec(scenario, arm, 16),
  })

test('instruments are opened as the window begins and closed as it ends, with the account of CPU inside all others', async () => {
  const events: string[] = []
  const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)
  const other = fakeArm({ ...spec, name: 'other' }, cpu)
  const plain = fakeArm(spec, cpu)
  const arm = fakeArm(spec, cpu, {
    instruments: {
      cpu: {
        perturbs: false,
        open(others) {
          events.push(`open beside ${others.map((one) => one.spec.name).join()}`)
          return {
            close: () => {
              events.push('close')
              return cpu
            },
          }
        },
      },
      memory: {
        perturbs: false,
        open() {
          events.push('open memory')
          return {
            close: () => {
              events.push('close memory')
              return { notMeasured: 'a fake has none' }
            },
          }
        },
      },
    },
    runPaced: async (load, edges) => {
      events.push('warm-up')
      const result = await plain.runPaced(load, edges)
      events.push('stop')
      return result
    },
  })
  expect(await trialOf(arm, [other])).toMatchObject({ status: 'completed', cpu })
  expect(events).toEqual(['warm-up', 'open memory', 'open beside other', 'close', 'close memory', 'stop'])
})

test('a trial whose CPU and memory could not be read is completed, and says why', async () => {
  const record = await trialOf(fakeArm(spec, why))
  expect(trialSchema.parse(record)).toMatchObject({
    status: 'completed',
    cpu: why,
    memory: { notMeasured: 'a fake has none' },
  })
})

test('an account that fails as the window ends fails the trial with its words', async () => {
  const { instruments } = fakeArm(spec, why)
  const broken = {
    perturbs: false,
    open: () => ({ close: () => Promise.reject(new Error('the kubelet is gone')) }),
  }
  const arm = fakeArm(spec, why, { instruments: { ...instruments, cpu: broken } })
  expect(await trialOf(arm)).toMatchObject({ status: 'failed', error: { what: 'the kubelet is gone' } })
})

test('an instrument that changes what it measures has a trial for itself, and is left out of the others', async () => {
  const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)
  const { instruments } = fakeArm(spec, cpu)
  const arm = fakeArm(spec, cpu, {
    instruments: { ...instruments, cpu: { ...instruments.cpu, perturbs: true } },
  })
  expect(perturbingOf(arm)).toEqual(['cpu'])
  expect(await trialOf(arm)).toMatchObject({
    perturbedBy: null,
    cpu: { notMeasured: expect.stringMatching(/trials of its own/) as string },
  })
  expect(await trialOf(arm, [], 'cpu')).toMatchObject({ perturbedBy: 'cpu', cpu })
})

test('capacity has a share of the client only where there is an account', async () => {
  const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)
  const share = cpu.clientUs / (cpu.cores * cpu.wallUs - cpu.idleUs)
  expect(capacitySchema.parse(await capacityOf(fakeArm(spec, cpu)))).toMatchObject({
    clientShare: share,
    cpu,
  })
  expect(await capacityOf(fakeArm(spec, why))).toMatchObject({ clientShare: why, cpu: why })
})

test('an idle window may be lacking too', async () => {
  expect(idleSchema.parse(await runIdle(fakeArm(spec, why), [], 0, 1))).toMatchObject({ cpu: why })
})
