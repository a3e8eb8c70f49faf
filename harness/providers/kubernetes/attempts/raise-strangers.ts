/**
 * Raises a scenario's strangers in an arm. They come up when attempts are to be made, after the last proof: a proxy of theirs would be in
 * the memory of every trial.
 */
import type { Stranger } from '../../../scenario/attempts.ts'
import { apply } from '../api/apply.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { Manifest } from '../api/manifest.ts'
import { waitForPods } from '../api/wait-ready.ts'
import { deployment, serviceAccount, waitingPod, type WorkloadPlan } from '../workload/manifests.ts'
import { describePod, selectorOf, type WorkloadPod } from '../workload/workload-pods.ts'

/** A pod with a proxy is ready within 10 s; on two busy cores several need longer. */
const READY_WITHIN_MS = 120_000

/** Service accounts and deployments. The namespaces are those of the arm. */
export const strangerObjects = (plan: WorkloadPlan, strangers: readonly Stranger[]): Manifest[] => [
  ...strangers.map(({ name }) => serviceAccount(plan, name)),
  ...strangers.map(({ name, inMesh }) =>
    deployment(plan, name, waitingPod(plan, name), { isMember: inMesh }),
  ),
]

/**
 * Returns the pods once they are ready. Those that are up already stay.
 * @throws BenchError that describes the stuck pods
 */
export async function raiseStrangers(
  api: ClusterApi,
  plan: WorkloadPlan,
  strangers: readonly Stranger[],
  signal: AbortSignal,
): Promise<WorkloadPod[]> {
  await apply(api, strangerObjects(plan, strangers))
  const ready = await Promise.all(
    strangers.map(({ name }) => {
      const labelSelector = `${selectorOf(plan.names)},app=${name}`
      const pods = { namespace: plan.names.namespaceOf(name), labelSelector, count: 1 }
      return waitForPods(api, `the stranger ${name}`, pods, READY_WITHIN_MS, signal)
    }),
  )
  return ready.flat().map(describePod)
}
