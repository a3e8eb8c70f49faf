/** Stores what an arm's datapath saw of a few pages, with the results. */
import type { Observed } from '../arm/observe-pages.ts'
import type { Arm } from '../arm/arm.ts'
import { messageOf } from '../errors.ts'
import type { Evidence } from '../results/record.ts'
import type { RunContext } from './run-context.ts'

/**
 * Lets an arm that runs be looked at, and stores what its datapath saw with a line of evidence. Flows that cannot be read are a broken
 * proof. Programs of the arm may have been replaced for this, so nothing may be measured afterwards.
 * @throws the reason when the flows cannot be written
 */
export async function keepFlows({ store, progress }: RunContext, arm: Arm, bringUp: number): Promise<void> {
  if (!arm.flows) return
  const name = arm.spec.name
  const proof = { arm: name, bringUp, when: 'after', kind: 'flows', subject: {} } as const
  const broken = (why: string): Evidence => ({
    ...proof,
    claim: 'flows of the run can be read',
    where: name,
    expected: { text: 'flow records' },
    observed: { text: why },
    holds: false,
    source: 'hopbench',
  })
  let observed: Observed
  try {
    observed = await arm.flows()
  } catch (error) {
    progress.phase('broken', `${name}: flows could not be read: ${messageOf(error)}`)
    store.appendEvidence([broken(messageOf(error))])
    return
  }
  const { lines, about, unavailable } = observed
  const file = store.keepFlows(name, lines, { arm: name, ...about })
  if (observed.attempts)
    store.keepAttempts(name, observed.attempts.lines, { arm: name, ...observed.attempts.made })
  if (about.unknownSince && unavailable) {
    progress.phase('flows', `${name}: not known: ${about.unknownSince.why}`)
    return
  }
  if (about.unknownSince) {
    progress.phase('broken', `${name}: flows could not be read: ${about.unknownSince.why}`)
    store.appendEvidence([broken(about.unknownSince.why)])
    return
  }
  // A datapath that sees nothing claims nothing; the file beside the flows says so.
  if (about.sees === 'nothing') return
  store.appendEvidence([
    {
      ...proof,
      claim: 'flows of the proof were kept',
      where: about.source,
      expected: { comparison: 'at least', count: 1, unit: 'flow records' },
      observed: { count: lines.length, unit: 'flow records' },
      holds: lines.length > 0,
      source: file,
    },
  ])
}
