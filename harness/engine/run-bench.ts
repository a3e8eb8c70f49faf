/** The story of a run: bring the arms up, measure them in turns, prove them again, take them down, begin anew. */
import { join } from 'node:path'
import type { Arm, PacedSpec } from '../arm/arm.ts'
import { bringUpArms, proveArm, raiseProvedArm, takeDown, wordsOf } from './bring-up.ts'
import { chooseRates } from './choose-rate.ts'
import { messageOf, withAdvice } from '../errors.ts'
import { seededRandom } from '../numbers/seeded-random.ts'
import { CAPACITY_ROUNDS } from '../plan/durations.ts'
import { capabilityOf } from '../results/new-run.ts'
import { armsInOrder, othersOf, type RaisedArms } from './raised-arms.ts'
import { capacitySpec, runCapacity } from './run-capacity.ts'
import type { RunContext } from './run-context.ts'
import { idleWindowMs, runIdle } from './run-idle.ts'
import { runTrial } from './run-trial.ts'
import type { Load } from '../scenario/schema.ts'

/** Above any latency this tool ranks; a page that takes longer is counted as timed out. */
const PAGE_TIMEOUT_MS = 2000

/**
 * Measures everything the run's record plans. Each record is stored as it comes. Leaves no arm up, whatever happens.
 * @throws what ends a run: the signal's reason, a full disk, a baseline that does not come up.
 */
export async function runBench(context: RunContext): Promise<void> {
  const { run, scenario } = context
  const bringUps = Math.ceil(run.rounds / run.roundsPerBringUp)
  for (let index = 0; index < bringUps; index += 1) {
    const random = seededRandom(`${run.seed}/bring-up/${String(index)}`)
    const up = await bringUpArms(context, index, random.shuffled(scenario.arms.map((arm) => arm.name)))
    try {
      context.progress.phase(
        'bring-up',
        `${String(index + 1)}/${String(bringUps)}: ${up.arms.map((arm) => arm.spec.name).join(', ')}`,
      )
      await learnFromArms(context, up)
      if (index === 0) await chooseRates(context, up)
      context.store.writeRun(run)
      // A quick run has no time for more than one idle window of each arm.
      if (index === 0 || !run.quick) await measureIdle(context, up)
      const firstRound = index * run.roundsPerBringUp
      const lastRound = Math.min(firstRound + run.roundsPerBringUp, run.rounds)
      for (let round = firstRound; round < lastRound; round += 1) {
        const whole = await runRound(context, up, round)
        if (!whole && !run.quick) await runRound(context, up, planMakeUp(context, round))
      }
      if (index === bringUps - 1 && scenario.capacity) await measureCapacity(context, up)
      await proveAgain(context, up)
    } finally {
      await Promise.all(up.arms.map((arm) => takeDown(context, arm)))
    }
  }
}

/**
 * What only raised arms can tell is written down when they are up for the first time: their settings, what they give and
 * how close they are to what they are named after. On a cluster both follow from what runs.
 */
async function learnFromArms({ run }: RunContext, up: RaisedArms): Promise<void> {
  for (const record of run.arms) {
    const arm = up.arms.find(({ spec }) => spec.name === record.name)
    if (!arm || Object.keys(record.settings).length > 0) continue
    record.settings = await arm.settings()
    record.capability = capabilityOf(arm.capability, arm.spec)
    record.fidelity = arm.fidelity
  }
}

async function measureIdle(context: RunContext, up: RaisedArms): Promise<void> {
  for (const arm of up.arms) {
    context.signal.throwIfAborted()
    context.progress.status(`idle cost of ${arm.spec.name}`)
    try {
      context.store.append(
        await runIdle(arm, othersOf(up, arm), up.index, idleWindowMs(arm, context.scenario.loads)),
      )
    } catch (error) {
      context.store.endIfFull(error)
      context.progress.phase('failed', `idle cost of ${arm.spec.name}: ${withAdvice(error)}`)
    }
  }
}

/** A round that a trial spoiled is run once more, backwards: appended to the order, so that both are kept and counted. */
function planMakeUp({ run, store }: RunContext, round: number): number {
  run.order.push(run.order[round]!.toReversed())
  store.writeRun(run)
  return run.order.length - 1
}

/** One trial of every arm under every load, in the order of the run's Williams squares. Tells whether all were completed. */
async function runRound(context: RunContext, up: RaisedArms, round: number): Promise<boolean> {
  const { run, scenario } = context
  let whole = true
  for (const load of scenario.loads) {
    for (const [position, arm] of armsInOrder(up, run.order[round]!).entries()) {
      context.signal.throwIfAborted()
      const rawFile = join('raw', `${arm.spec.name}-${load.name}-round-${String(round).padStart(2, '0')}.f64`)
      context.progress.status(
        `round ${String(round + 1)}/${String(run.rounds)}  ${arm.spec.name}  ${load.name}  measuring ${String(load.measure / 1000)} s`,
      )
      const record = await runTrial({
        arm,
        others: othersOf(up, arm),
        load: load.name,
        round,
        position,
        bringUp: up.index,
        rawFile,
        signal: context.signal,
        spec: pacedSpec(context, arm, load, round, join(context.store.dir, rawFile)),
      })
      context.signal.throwIfAborted() // a trial cut short is no record
      context.store.append(record)
      whole &&= record.status === 'completed'
      if (record.status === 'failed') {
        context.store.endIfFull(record.error)
        await replace(context, up, arm, record.error)
      }
    }
  }
  return whole
}

/** The same schedule for every arm of a round: the seed does not know the arm. */
function pacedSpec(
  { run, scenario }: RunContext,
  arm: Arm,
  load: Load,
  round: number,
  rawFile: string,
): PacedSpec {
  return {
    driver: 'paced',
    page: scenario.topology.page,
    port: arm.servicePort,
    pagesPerSecond: run.loads.find((candidate) => candidate.name === load.name)!.pagesPerSecond,
    connection: load.connection,
    warmUpMs: load.warmUp,
    measureMs: load.measure,
    timeoutMs: PAGE_TIMEOUT_MS,
    seed: `${run.seed}/${load.name}/${String(round)}`,
    rawFile,
  }
}

/** An arm whose trial failed may have lost a program: it is raised again, so that one crash costs one trial. */
async function replace(context: RunContext, up: RaisedArms, arm: Arm, why: string): Promise<void> {
  context.progress.phase('failed', `${arm.spec.name}: ${why}`)
  context.signal.throwIfAborted()
  await takeDown(context, arm)
  up.arms = up.arms.filter((other) => other !== arm)
  try {
    up.arms.push(await raiseProvedArm(context, arm.spec.name, up.index))
  } catch (error) {
    context.store.endIfFull(error)
    context.progress.phase('failed', `${arm.spec.name} did not come up again: ${withAdvice(error)}`)
  }
}

async function measureCapacity(context: RunContext, up: RaisedArms): Promise<void> {
  const { run } = context
  for (let round = 0; round < CAPACITY_ROUNDS; round += 1) {
    for (const arm of armsInOrder(up, run.order[round % run.order.length]!)) {
      context.signal.throwIfAborted()
      context.progress.status(`capacity ${String(round + 1)}/${String(CAPACITY_ROUNDS)}  ${arm.spec.name}`)
      const record = await runCapacity({
        arm,
        others: othersOf(up, arm),
        load: 'closed-loop',
        round,
        bringUp: up.index,
        signal: context.signal,
        spec: capacitySpec(context.scenario, arm),
      })
      context.signal.throwIfAborted() // a trial cut short is no record
      context.store.append(record)
    }
  }
}

/** The path is proved again after the rounds: a redirect lost on the way would make an arm look cheap. */
async function proveAgain(context: RunContext, up: RaisedArms): Promise<void> {
  for (const arm of up.arms) {
    context.signal.throwIfAborted()
    context.progress.status(`proving ${arm.spec.name} again`)
    try {
      await arm.thaw()
      const broken = (await proveArm(context, arm, up.index, 'after')).filter((proof) => !proof.holds)
      if (broken.length > 0) context.progress.phase('broken', `${arm.spec.name}: ${wordsOf(broken)}`)
    } catch (error) {
      context.store.endIfFull(error)
      context.store.appendEvidence([
        {
          arm: arm.spec.name,
          bringUp: up.index,
          when: 'after',
          claim: 'the arm can still be proved',
          place: arm.spec.name,
          expected: 'proofs run',
          observed: messageOf(error),
          holds: false,
          source: 'hopbench',
        },
      ])
    }
  }
}
