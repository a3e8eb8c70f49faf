/** Finds how many connections saturate an arm: connections rise until the host or the client is full, or throughput stops rising. */
import type { Arm } from '../arm/arm.ts'
import { SATURATION_CONNECTIONS, SATURATION_MEASURE_MS, SATURATION_WARM_UP_MS } from '../plan/durations.ts'
import { isDisturbed } from '../results/foreign-share.ts'
import { clientCoreShare, hostBusyShare } from '../results/saturation-shares.ts'
import type { Problem, SaturationRecord, SaturationStep } from '../results/record.ts'
import { judgeSteps } from './judge-steps.ts'
import { othersOf, type RaisedArms } from './raised-arms.ts'
import { capacitySpec, runCapacity } from './run-capacity.ts'
import type { RunContext } from './run-context.ts'
import type { Saturation } from './saturation.ts'

/** What a search needs of the run. */
export type SearchContext = Pick<
  RunContext,
  'scenario' | 'signal' | 'progress' | 'clock' | 'store' | 'saturation'
>

/**
 * Searches once for each arm of a run, and records every step. Returns what is known already where the arm was searched before, and
 * the problem where not one step went well; the next call then searches again. Leaves the arm frozen.
 * @throws the signal's reason: a search that was cut short is not recorded
 */
export async function findSaturation(
  context: SearchContext,
  up: RaisedArms,
  arm: Arm,
): Promise<Saturation | { problem: Problem }> {
  const known = context.saturation.get(arm.spec.name)
  if (known) return known
  const record = await search(context, up, arm)
  context.store.append(record)
  if (record.status === 'failed') return { problem: record.error }
  const { connections, steps } = record
  const { pagesPerSecond } = steps.find((step) => step.connections === connections)!
  const found = { connections, pagesPerSecond }
  context.saturation.set(arm.spec.name, found)
  return found
}

async function search(
  { scenario, signal, progress, clock }: SearchContext,
  up: RaisedArms,
  arm: Arm,
): Promise<SaturationRecord> {
  const identity = {
    kind: 'saturation' as const,
    arm: arm.spec.name,
    load: 'closed-loop',
    bringUp: up.index,
    startedAt: new Date().toISOString(),
  }
  const steps: SaturationStep[] = []
  for (const connections of SATURATION_CONNECTIONS) {
    signal.throwIfAborted()
    progress.status(`saturating ${arm.spec.name} with ${connections} connections`)
    const tryStep = () =>
      clock.without((measured) =>
        runCapacity({
          ...{
            arm,
            others: othersOf(up, arm),
            load: identity.load,
            round: 0,
            bringUp: up.index,
            signal,
            measured,
          },
          spec: {
            ...capacitySpec(scenario, arm, connections),
            warmUpMs: SATURATION_WARM_UP_MS,
            measureMs: SATURATION_MEASURE_MS,
          },
        }),
      )
    const first = await tryStep()
    signal.throwIfAborted()
    // Once more where other programs took CPU: a rate of `auto` follows from a single step of 0.3 s.
    const record = first.status === 'completed' && isDisturbed(first.cpu) ? await tryStep() : first
    signal.throwIfAborted()
    if (record.status === 'failed') {
      // With fewer connections the arm did answer: those are what its rounds get.
      const judged = judgeSteps(steps)
      return judged
        ? { ...identity, status: 'found', steps, connections: judged.connections, endedBy: 'errors' }
        : { ...identity, status: 'failed', steps, error: record.error }
    }
    const { pagesPerSecond, completed, errors, cpu, seen } = record
    const shares = { hostBusyShare: hostBusyShare(cpu), clientCoreShare: clientCoreShare(cpu) }
    steps.push({ connections, pagesPerSecond, completed, errors, ...shares, ...(seen && { seen }) })
    const judged = judgeSteps(steps)
    if (judged?.endedBy)
      return { ...identity, status: 'found', steps, connections: judged.connections, endedBy: judged.endedBy }
  }
  const judged = judgeSteps(steps)
  if (!judged) return { ...identity, status: 'failed', steps, error: NO_STEP }
  const { connections } = judged
  const endedBy = connections === steps.at(-1)!.connections ? 'most connections' : 'stopped rising'
  return { ...identity, status: 'found', steps, connections, endedBy }
}

const NO_STEP: Problem = { what: 'pages failed with every number of connections', advice: null }
