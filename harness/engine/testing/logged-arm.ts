/** A fake arm that writes each thing done to it into the order log. */
import type { Arm } from '../../arm/arm.ts'
import type { ArmSpec } from '../../scenario/schema.ts'
import { DIRECT } from '../../stats/testing/synthetic-arms.ts'
import { syntheticCpu } from '../../stats/testing/synthetic-trial.ts'
import { fakeArm, seenFlows } from './fake-arm.ts'
import type { OrderLog } from './order-log.ts'

/**
 * What the test wants to happen during a step of an arm, by step and arm: "load mesh". `time` is how often this step has been
 * done to this arm.
 */
export type Happenings = Record<string, (time: number) => unknown>

/** Does a step of an arm: logs the step, calls what the test wants to happen, and returns the result of this call. */
export type Does = (arm: string, step: string, text?: string) => Promise<unknown>

export function createDoes(log: OrderLog, when: Happenings): Does {
  const times = new Map<string, number>()
  return async (arm, step, text = step) => {
    const name = `${step} ${arm}`
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    log.did(arm, text)
    await Promise.resolve() // like an answer of another process, the result comes only after the engine has begun to wait
    return when[name]?.(time)
  }
}

const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)

/** The path that an arm's proof expects. A test can let the proof see another path with `when`. */
const PATH = 'its own path'

export function loggedArm(spec: ArmSpec, doesOf: Does): Arm {
  const plain = fakeArm(spec, cpu)
  let [isLoaded, isDown] = [false, false]
  const does = (step: string, text = step) =>
    doesOf(spec.name, step, isDown ? `${text} AFTER IT WAS TAKEN DOWN` : text)
  return fakeArm(spec, cpu, {
    settings: async () => {
      await does('settings')
      return plain.settings()
    },
    verify: async (depth) => {
      const observed =
        ((await does('prove', depth === 'full' ? 'prove in full' : 'prove')) as string | undefined) ?? PATH
      const holds = observed === PATH
      return [
        {
          kind: 'state',
          subject: {},
          claim: 'calls pass',
          where: spec.name,
          expected: { text: PATH },
          observed: { text: observed },
          holds,
          source: 'a counter',
        },
      ]
    },
    ...(spec.name === 'direct'
      ? {}
      : {
          flows: async () => {
            await does('flows')
            return seenFlows(1)
          },
        }),
    instruments: {
      ...plain.instruments,
      cpu: {
        perturbs: false,
        async open() {
          if (!isLoaded) await does('idle')
          return { close: () => cpu }
        },
      },
    },
    async runPaced(load, edges) {
      isLoaded = true
      await does('load', `load ${load.pagesPerSecond}/s`)
      const result = await plain.runPaced(load, edges)
      isLoaded = false
      return result
    },
    async warmUp(spec) {
      await does('warm', `warm ${spec.pages}`)
      return plain.warmUp(spec)
    },
    async runClosedLoop(load, edges) {
      isLoaded = true
      const pagesPerSecond = await does('saturate', `saturate ${load.connections}`)
      const result = await plain.runClosedLoop(load, edges)
      isLoaded = false
      return typeof pagesPerSecond === 'number' ? { ...result, pagesPerSecond } : result
    },
    assertAlive: async () => {
      await does('alive')
    },
    freeze: async () => {
      await does('freeze')
    },
    thaw: async () => {
      await does('thaw')
    },
    wake: async () => {
      await does('wake')
    },
    async down() {
      await does('down')
      isDown = true
      return []
    },
  })
}
