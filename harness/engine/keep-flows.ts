/** Stores the datapath's own flow records of an arm's proof with the results. */
import type { Arm } from '../arm/arm.ts'
import { messageOf } from '../errors.ts'
import type { Evidence } from '../results/record.ts'
import type { RunContext } from './run-context.ts'

/**
 * Reads the flow records of a thawed arm, if its datapath keeps any, and stores them with a line of evidence. Flow records
 * that cannot be read are a broken proof; the arm is used nevertheless.
 * @throws the reason when the flow records cannot be written
 */
export async function keepFlows({ store, progress }: RunContext, arm: Arm, bringUp: number): Promise<void> {
  const name = arm.spec.name
  const proof: Pick<Evidence, 'arm' | 'bringUp' | 'when' | 'kind' | 'subject'> = {
    arm: name,
    bringUp,
    when: 'before',
    kind: 'flows',
    subject: {},
  }
  let flows: Awaited<ReturnType<NonNullable<Arm['flows']>>>
  try {
    flows = (await arm.flows?.()) ?? null
  } catch (error) {
    const observed = messageOf(error)
    progress.phase('broken', `${name}: flows could not be read: ${observed}`)
    store.appendEvidence([
      {
        ...proof,
        claim: 'flows of the run can be read',
        where: name,
        expected: { text: 'flow records' },
        observed: { text: observed },
        holds: false,
        source: 'hopbench',
      },
    ])
    return
  }
  if (flows === null) return
  const { source, records } = flows
  const file = store.keepFlows(
    name,
    records.map((flow) => ({ source, arm: name, flow })),
  )
  store.appendEvidence([
    {
      ...proof,
      claim: 'flows of the proof were kept',
      where: source,
      expected: { comparison: 'at least', count: 1, unit: 'flow records' },
      observed: { count: records.length, unit: 'flow records' },
      holds: records.length > 0,
      source: file,
    },
  ])
}
