/** Proves every arm again after the rounds: an arm whose redirect was lost during them would look cheap. */
import { brokenProofs } from '../arm/render-proof.ts'
import { messageOf } from '../errors.ts'
import { bringUpsOf } from '../plan/bring-ups.ts'
import { proveArm } from './bring-up.ts'
import { keepFlows } from './keep-flows.ts'
import { keepVerdicts } from './keep-verdicts.ts'
import type { RaisedArms } from './raised-arms.ts'
import type { RunContext } from './run-context.ts'

/**
 * Proves every arm that is up and leaves it running. An arm that cannot be proved gets a broken proof with the reason. After the last
 * proof of the run its verdict matrix and its flows are stored: then nothing is measured any more, whatever has to be switched on.
 */
export async function proveAgain(context: RunContext, up: RaisedArms): Promise<void> {
  for (const arm of up.arms) {
    const { name } = arm.spec
    context.signal.throwIfAborted()
    context.progress.status(`proving ${name} again`)
    try {
      await arm.wake()
      const broken = (await proveArm(context, arm, up.index, 'after')).filter((proof) => !proof.holds)
      if (broken.length > 0) context.progress.phase('broken', `${name}: ${brokenProofs(broken)}`)
      if (up.index === bringUpsOf(context.plan) - 1 && !arm.spec.planted) {
        await keepVerdicts(context, arm, up.index)
        await keepFlows(context, arm, up.index)
      }
    } catch (error) {
      context.store.endIfFull(error)
      context.store.appendEvidence([
        {
          arm: name,
          bringUp: up.index,
          when: 'after',
          kind: 'provable',
          subject: {},
          claim: 'the arm can still be proved',
          where: name,
          expected: { text: 'proofs run' },
          observed: { text: messageOf(error) },
          holds: false,
          source: 'hopbench',
        },
      ])
    }
  }
}
