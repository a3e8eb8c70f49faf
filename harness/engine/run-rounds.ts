/** The measured rounds of one bring-up. A round has one trial of every arm under each of its loads, in balanced order. */
import { join } from 'node:path'
import type { Arm } from '../arm/arm.ts'
import type { InstrumentName } from '../arm/instrument.ts'
import { withAdvice } from '../errors.ts'
import { loadsOfRound } from '../plan/loads-of-round.ts'
import type { Problem, TrialRecord } from '../results/record.ts'
import type { Load } from '../scenario/schema.ts'
import { raiseProvedArm, tearDown } from './bring-up.ts'
import { chooseRates } from './choose-rate.ts'
import { pacedSpec } from './paced-spec.ts'
import { armsInOrder, othersOf, type RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'
import { perturbingOf, runTrial } from './run-trial.ts'

/**
 * Runs the bring-up's rounds from `first` on. A rate that is still open is chosen when its load is first due, and added to `rates`. No round is run
 * again because of what came out of it: that would prefer the rounds that came out well. After a failed trial the arm is raised anew
 * for its next.
 */
export async function runRounds(
  context: RunContext,
  up: RaisedArms,
  rates: Map<string, number>,
  first: number,
): Promise<void> {
  const { plan } = context
  const last = Math.min((up.index + 1) * plan.roundsPerBringUp, plan.rounds)
  for (let round = first; round < last; round += 1) await runRound(context, up, rates, round)
}

async function runRound(
  context: RunContext,
  up: RaisedArms,
  rates: Map<string, number>,
  round: number,
): Promise<void> {
  for (const load of loadsOfRound(context.scenario.loads, round, context.plan)) {
    if (!rates.has(load.name)) await chooseRates(context, up, rates)
    for (const [position, arm] of armsInOrder(up, context.plan.order[round]!).entries()) {
      // Planted effects say something about the instrument, and not about a load.
      if (arm.spec.planted && load !== context.scenario.loads[0]) continue
      const trial = { up, arm, load, round, position, rate: rates.get(load.name)! }
      const record = await measure(context, { ...trial, perturbedBy: null })
      if (record.status === 'failed') await replace(context, up, arm, record.error)
      else for (const perturbedBy of perturbingOf(arm)) await measure(context, { ...trial, perturbedBy })
    }
  }
}

interface TrialToRun {
  up: RaisedArms
  arm: Arm
  load: Load
  round: number
  position: number
  /** Pages a second. */
  rate: number
  perturbedBy: InstrumentName | null
}

/** Runs one trial and stores its record. @throws the signal's reason: a trial that was cut short is not recorded. */
async function measure(context: RunContext, trial: TrialToRun): Promise<TrialRecord> {
  const { up, arm, load, round, position, rate, perturbedBy } = trial
  const { plan, store, signal, progress, clock } = context
  signal.throwIfAborted()
  // The samples of a round that is measured again stand beside those from before the cut.
  const again = store.session === 0 ? [] : ['session', `${store.session}`]
  const name = [
    ...[arm.spec.name, load.name, 'round', String(round).padStart(2, '0')],
    ...[perturbedBy ?? [], again].flat(),
  ]
  const rawFile = join('raw', `${name.join('-')}.f64`)
  progress.status(
    `round ${round + 1}/${plan.rounds}  ${arm.spec.name}  ${load.name}  measuring ${load.measure / 1000} s`,
  )
  const toRun = {
    arm,
    others: othersOf(up, arm),
    load: load.name,
    round,
    position,
    bringUp: up.index,
    rawFile,
    perturbedBy,
    signal,
    spec: pacedSpec(context, arm, load, rate, { of: `${round}`, rawFile }),
  }
  const run = () => runTrial(toRun)
  // A trial that belongs to another instrument has no reading of the hop clock.
  const { record } = await (perturbedBy === null ? clock.during(run) : run())
  signal.throwIfAborted()
  store.append(record)
  if (record.status === 'failed') store.endIfFull(record.error.what)
  return record
}

/** Raises an arm again after a failed trial, since one of its programs may have died. A crash so costs only one trial. */
async function replace(context: RunContext, up: RaisedArms, arm: Arm, why: Problem): Promise<void> {
  context.progress.phase('failed', `${arm.spec.name}: ${why.what}`)
  context.signal.throwIfAborted()
  await tearDown(context, arm)
  up.arms = up.arms.filter((other) => other !== arm)
  try {
    up.arms.push(await raiseProvedArm(context, arm.spec.name, up.index))
  } catch (error) {
    context.store.endIfFull(error)
    context.progress.phase('failed', `${arm.spec.name} did not come up again: ${withAdvice(error)}`)
  }
}
