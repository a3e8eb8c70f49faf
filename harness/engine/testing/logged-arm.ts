/** A fake arm that writes each thing done to it into the order log. */
import type { Arm } from '../../arm/arm.ts'
import { FRESH_WARM_UP_MS } from '../../plan/durations.ts'
import type { ArmSpec } from '../../scenario/schema.ts'
import { DIRECT } from '../../stats/testing/synthetic-arms.ts'
import { syntheticCpu } from '../../stats/testing/synthetic-trial.ts'
import { fakeArm } from './fake-arm.ts'
import type { OrderLog } from './order-log.ts'

/** What happens as a step is done to an arm, by name: "load mesh". It is told how often that step was done to that arm. */
export type Happenings = Record<string, (time: number) => unknown>

/** Does a step of an arm: logs it, lets happen what the test says, and returns what that gave. */
export type Does = (arm: string, step: string, words?: string) => Promise<unknown>

export function createDoes(log: OrderLog, when: Happenings): Does {
  const times = new Map<string, number>()
  return async (arm, step, words = step) => {
    const name = `${step} ${arm}`
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    log.did(arm, words)
    await Promise.resolve() // as from another process, nothing happens before the engine has gone on to wait for it
    return when[name]?.(time)
  }
}

const cpu = syntheticCpu(DIRECT, 100, 1e6, 1, true)

/** The path that an arm's proof expects; `when` may answer another. */
const PATH = 'its own path'

export function loggedArm(spec: ArmSpec, doesOf: Does): Arm {
  const plain = fakeArm(spec, cpu)
  let [isLoaded, isDown] = [false, false]
  const does = (step: string, words = step) =>
    doesOf(spec.name, step, isDown ? `${words} AFTER IT WAS TAKEN DOWN` : words)
  return fakeArm(spec, cpu, {
    settings: async () => {
      await does('settings')
      return plain.settings()
    },
    verify: async () => {
      const observed = ((await does('prove')) as string | undefined) ?? PATH
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
            return { source: 'access log', records: [{ path: '/' }] }
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
    async runClosedLoop(load, edges) {
      isLoaded = true
      const pagesPerSecond = await does(load.measureMs === FRESH_WARM_UP_MS ? 'warm' : 'saturate')
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
    async down() {
      await does('down')
      isDown = true
      return []
    },
  })
}
