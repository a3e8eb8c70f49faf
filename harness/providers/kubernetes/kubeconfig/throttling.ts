/** How often CPU limits throttled the containers of an arm. Read inside each container with a limit, because cAdvisor is up to 20 s behind. */
import { messageOf } from '../../../errors.ts'
import type { Throttling } from '../../../arm/arm.ts'
import { fieldOf } from '../../../instruments/cpu/cgroup.ts'
import type { NotMeasured } from '../../../results/record.ts'
import type { ClusterApi } from '../api/connect.ts'
import { execIn, type Container } from '../api/exec.ts'

/** Reads the container's own control group: cgroup2, or the v1 tree of the cpu controller. */
const READ = ['sh', '-c', 'cat /sys/fs/cgroup/cpu.stat 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.stat']

export interface LimitedContainer extends Container {
  /** "app of orders". */
  name: string
}

/** Reads all containers or reports none: without one of them it would seem that this container was never throttled. */
export async function readThrottling(
  api: ClusterApi,
  containers: LimitedContainer[],
): Promise<Throttling | NotMeasured> {
  const readings = await Promise.all(
    containers.map(async ({ name, ...where }) => {
      try {
        const periods = fieldOf((await execIn(api, where, READ)).stdout.toString(), 'nr_throttled')
        return periods === null
          ? `${name} has a CPU limit, and its cpu.stat has no nr_throttled`
          : ([name, periods] as const)
      } catch (error) {
        const [why] = messageOf(error).split('\n')
        return `${name} has a CPU limit, and whether it was throttled cannot be read: ${why!}`
      }
    }),
  )
  const unknown = readings.find((one) => typeof one === 'string')
  if (unknown !== undefined) return { notMeasured: unknown }
  const periods: Throttling = {}
  for (const [name, count] of readings.filter((one) => typeof one !== 'string'))
    periods[name] = (periods[name] ?? 0) + count
  return periods
}
