/** Runs the engine on logged arms and returns the order in which the engine did everything. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'
import { runBench } from '../run-bench.ts'
import type { ArmSpec, Scenario } from '../../scenario/schema.ts'
import { fakePlan } from './fake-plan.ts'
import { loggedClock, NO_CLOCK } from './logged-clock.ts'
import { createDoes, loggedArm, type Happenings } from './logged-arm.ts'
import { loggedStore } from './logged-store.ts'
import { createOrderLog } from './order-log.ts'

export interface RunInOrder {
  /** Order of the arms in each round; a single round where absent. */
  rounds?: string[][]
  /** Order in which each bring-up raises the arms. The rounds are divided among the bring-ups. */
  raiseOrder?: string[][]
  loads?: Scenario['loads']
  capacity?: boolean
  /** Gives the run a hop clock, whose commands are logged. */
  clocked?: boolean
  /** Whether "mesh" is an arm with planted effects. */
  meshIsPlanted?: boolean
  /** A full run has more idle windows. */
  full?: boolean
  /** What happens during steps; `interrupt` ends the run as Ctrl-C does. */
  when?: (interrupt: () => void) => Happenings
}

export const STEADY: Scenario['loads'][number] = {
  name: 'steady',
  pagesPerSecond: 100,
  connection: 'keep-alive',
  warmUp: 0,
  measure: 1000,
}

const arm = (name: string): ArmSpec => ({ name, datapath: name, fillerServices: 0, policyRules: 0 })

/** Returns the order of a run of "direct" and "mesh". The last line says how the run ended. */
export async function orderOfRun({
  rounds = [['direct', 'mesh']],
  raiseOrder = [['mesh', 'direct']],
  loads = [STEADY],
  capacity = false,
  full = false,
  clocked = false,
  meshIsPlanted = false,
  when = () => ({}),
}: RunInOrder): Promise<string> {
  const scenario: Scenario = {
    name: 'order',
    description: 'In which order does the engine do what it does?',
    topology: {
      services: { front: { namespace: 'default', steps: [], responseBytes: 512 } },
      page: [{ call: 'front', requestBytes: 0 }],
    },
    loads,
    arms: [arm('direct'), { ...arm('mesh'), ...(meshIsPlanted && { planted: [] }) }],
    clientPlacement: 'beside',
    rounds: rounds.length,
    capacity,
  }
  const plan = fakePlan(scenario, !full, {
    order: structuredClone(rounds),
    roundsPerBringUp: rounds.length / raiseOrder.length,
    raiseOrder,
  })
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-order-'))
  const log = createOrderLog()
  const store = loggedStore(folder, plan, log)
  const controller = new AbortController()
  const does = createDoes(
    log,
    when(() => controller.abort(new Error('interrupted'))),
  )
  try {
    await runBench({
      scenario,
      plan,
      store,
      progress: { phase: () => undefined, status: () => undefined, close: () => undefined },
      signal: controller.signal,
      hopClock: clocked ? loggedClock(does) : NO_CLOCK,
      raise: async (spec) => {
        await does(spec.name, 'raise')
        return loggedArm(spec, does)
      },
    })
    log.wrote('complete')
  } catch (error) {
    log.wrote(`ended early: ${messageOf(error).split('\n')[0]}`)
  } finally {
    store.finish({ status: 'complete', reason: null })
    rmSync(folder, { recursive: true })
  }
  return log.text()
}
