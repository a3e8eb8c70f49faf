/** The attempts of an arm on a cluster: raises the strangers for them, and makes them by the loop that all providers share. */
import type { MadeAttempt } from '../../../flows/attempts-made.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { makeAttempts } from '../../shared/attempts/make-attempts.ts'
import type { RunSite } from '../../provider.ts'
import type { WorkloadPlan } from '../workload/manifests.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import { attemptSiteOf, type TriedArm } from './attempt-site.ts'
import { raiseStrangers } from './raise-strangers.ts'

export interface AttemptsOfArm {
  strangers: WorkloadPod[]
  /** Absent for an arm that makes none: the twin repeats what the baseline does. */
  makeAttempts?: () => Promise<MadeAttempt[]>
}

/**
 * Raises the strangers; nothing may be measured afterwards.
 * @throws BenchError that describes the strangers that did not come up
 */
export async function attemptsOfArm(
  { attempts: made, signal, tell }: Pick<RunSite, 'attempts' | 'signal' | 'tell'>,
  plan: WorkloadPlan,
  spec: ArmSpec,
  arm: Omit<TriedArm, 'names' | 'services'>,
): Promise<AttemptsOfArm> {
  if (made === undefined || made.attempts.length === 0 || spec.isTwin) return { strangers: [] }
  tell.status(`${spec.name}: waiting for its strangers`)
  const strangers = await raiseStrangers(arm.api, plan, made.strangers, signal)
  const site = await attemptSiteOf({
    ...arm,
    names: plan.names,
    // A stranger may have the name of a pod that proofs use.
    pods: [...strangers, ...arm.pods],
    services: Object.keys(plan.topology.services),
  })
  return { strangers, makeAttempts: () => makeAttempts(site, made.attempts) }
}
