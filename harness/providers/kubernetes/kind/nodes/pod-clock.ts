/**
 * The hop clock in kind clusters. It watches the control group of each node on this machine, and so those of all containers in the
 * node: the runtime gives each container of a pod one of its own in cgroup2, also where limits are set by cgroup v1.
 */
import type { RunningHopClock } from '../../../../instruments/hop-clock/hop-clock.ts'
import { podUnits } from '../../account/node-units.ts'
import { isOutside } from '../../workload/manifests.ts'
import type { WorkloadPod } from '../../workload/workload-pods.ts'

/**
 * Tells the clock whose sockets those of the pods' containers are. Returns how to take them back.
 * @param nodes control group of each node
 */
export async function registerPods(
  clock: Pick<RunningHopClock, 'register' | 'unregister'> | null,
  nodes: Map<string, string>,
  arm: string,
  pods: WorkloadPod[],
): Promise<() => Promise<void>> {
  if (clock === null) return () => Promise.resolve()
  const units = podUnits(
    nodes,
    pods.filter(({ service }) => !isOutside(service)),
  )
  for (const { directory, pod, role } of units) await clock.register(directory, { arm, pod, role })
  return async () => {
    for (const { directory } of units) await clock.unregister(directory)
  }
}
