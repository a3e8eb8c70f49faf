/** Records what is only known once an arm is up, when the arm comes up for the first time. */
import { capabilityOf } from '../results/fold-run.ts'
import type { RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'

/**
 * Records settings, capability, fidelity and reservations of arms that have not been up before. On a cluster, capability and fidelity
 * follow from what actually runs there.
 * @param known names of the arms that are recorded already; this function adds the new ones
 */
export async function learnArms(
  { plan, store }: RunContext,
  up: RaisedArms,
  known: Set<string>,
): Promise<void> {
  for (const { name } of plan.arms) {
    const arm = up.arms.find(({ spec }) => spec.name === name)
    if (!arm || known.has(name)) continue
    store.append({
      kind: 'arm-learned',
      startedAt: new Date().toISOString(),
      arm: name,
      settings: await arm.settings(),
      capability: capabilityOf(arm.capability, arm.spec.seeing),
      fidelity: arm.fidelity,
      reservations: arm.reservations,
    })
    known.add(name)
  }
}
