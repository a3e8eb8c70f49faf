/** A bring-up: all arms are raised one after the other, proved, and frozen until their trials. */
import type { Arm } from '../arm/arm.ts'
import { BenchError, messageOf, problemOf, withAdvice } from '../errors.ts'
import { baselineOf, type Evidence } from '../results/record.ts'
import { brokenProofs } from '../arm/render-proof.ts'
import { firstWarmUpPages } from '../plan/first-warm-up.ts'
import type { RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'
import { depthOfProof } from './depth-of-proof.ts'

/**
 * Raises and proves every arm. An arm that fails is left out of this bring-up and named in the bring-up's record.
 * @throws what ends a run: the signal's reason, a full disk, a baseline that does not come up. All arms are then torn down.
 */
export async function bringUpArms(
  context: RunContext,
  index: number,
  raiseOrder: string[],
): Promise<RaisedArms> {
  const up = new Map<string, Arm>()
  try {
    return { index, arms: await raiseAll(context, index, raiseOrder, up) }
  } catch (error) {
    await Promise.all([...up.values()].map((arm) => tearDown(context, arm)))
    throw error
  }
}

/** Raises the arms and adds each to `up` as soon as it is proved. Returns the arms in the scenario's order. */
async function raiseAll(
  context: RunContext,
  index: number,
  raiseOrder: string[],
  up: Map<string, Arm>,
): Promise<Arm[]> {
  const startedAt = new Date()
  const began = performance.now()
  const failures = new Map<string, unknown>()
  for (const name of raiseOrder) {
    context.signal.throwIfAborted()
    context.progress.status(`bringing up ${name}`)
    try {
      up.set(name, await raiseProvedArm(context, name, index))
    } catch (error) {
      context.signal.throwIfAborted() // an arm that did not come up because of an interrupt has not failed
      context.store.endIfFull(error)
      failures.set(name, error)
    }
  }
  const arms = context.scenario.arms.flatMap((spec) => up.get(spec.name) ?? [])
  context.store.append({
    kind: 'bring-up',
    startedAt: startedAt.toISOString(),
    bringUp: index,
    durationMs: Math.round(performance.now() - began),
    raiseOrder,
    pods: arms.reduce((sum, arm) => sum + arm.pods, 0),
    proxies: arms.reduce((sum, arm) => sum + arm.units.filter((unit) => unit.role === 'proxy').length, 0),
    failedArms: [...failures].map(([arm, error]) => ({ arm, problem: problemOf(error) })),
  })
  for (const [name, error] of failures) context.progress.phase('failed', `${name}: ${withAdvice(error)}`)
  const baseline = baselineOf(context.plan).name
  if (failures.has(baseline)) throw baselineFailure(failures.get(baseline))
  return arms
}

function baselineFailure(reason: unknown): BenchError {
  const known = reason instanceof BenchError ? reason : null
  return new BenchError(
    `the baseline did not come up: ${messageOf(reason)}`,
    `${known ? `${known.advice}; ` : ''}nothing can be compared without it; \`npm run doctor\` lists what this machine lacks`,
    known?.exitCode,
  )
}

/**
 * Raises an arm, proves its path, warms it up and freezes it.
 * @throws the reason why the arm did not come up, with the last output lines of its programs, or the broken proofs.
 * Everything of the arm has then been removed.
 */
export async function raiseProvedArm(context: RunContext, name: string, bringUp: number): Promise<Arm> {
  const armIndex = context.scenario.arms.findIndex((spec) => spec.name === name)
  const arm = await context.raise(context.scenario.arms[armIndex]!, armIndex)
  try {
    const evidence = await proveArm(context, arm, bringUp, 'before')
    const broken = evidence.filter((proof) => !proof.holds)
    if (broken.length > 0) throw new Error(brokenProofs(broken))
    context.provedInFull.add(name)
    await warmUp(context, arm)
    await arm.freeze()
    return arm
  } catch (error) {
    await tearDown(context, arm)
    throw error
  }
}

/**
 * Brings a new arm's programs to the state that they have in production. A Node service takes three times the CPU for its
 * first thousand requests, until it is compiled (seen: 200 µs, then 70). Proxies open their connection pools. Every arm gets the
 * same number of pages, not the same time: in the same time a fast arm would be compiled further. The pages are divided among the
 * kinds of connection that the loads use.
 */
async function warmUp({ scenario, plan }: RunContext, arm: Arm): Promise<void> {
  const { topology, loads } = scenario
  const connections = [...new Set(loads.map(({ connection }) => connection))]
  const pages = Math.ceil(firstWarmUpPages(topology, plan) / connections.length)
  for (const connection of connections)
    await arm.warmUp({ driver: 'warm-up', page: topology.page, port: arm.servicePort, connection, pages })
}

/** Proves an arm and stores the evidence. The arm must run. */
export async function proveArm(
  context: RunContext,
  arm: Arm,
  bringUp: number,
  when: Evidence['when'],
): Promise<Evidence[]> {
  const proofs = await arm.verify(depthOfProof(context, arm.spec.name, bringUp, when))
  const evidence = proofs.map((proof) => ({ arm: arm.spec.name, bringUp, when, ...proof }))
  context.store.appendEvidence(evidence)
  return evidence
}

/** Tears an arm down and reports what could not be removed. */
export async function tearDown({ progress }: RunContext, arm: Arm): Promise<void> {
  for (const left of await arm.down()) progress.phase('left', `${left}; \`npm run clean\` removes it`)
}
