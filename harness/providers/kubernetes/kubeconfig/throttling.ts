/** How often CPU limits stopped the containers of an arm, asked in each container that has one: cAdvisor is up to 20 s behind. */
import { messageOf } from '../../../errors.ts'
import type { Throttling } from '../../../arm/arm.ts'
import { fieldOf } from '../../../instruments/cpu/cgroup.ts'
import type { NotMeasured } from '../../../results/record.ts'
import type { ClusterApi } from '../api/connect.ts'
import { execIn, type Container } from '../api/exec.ts'

/** A container sees its own control group there: cgroup2, or the v1 tree of the cpu controller. */
const READ = ['sh', '-c', 'cat /sys/fs/cgroup/cpu.stat 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.stat']

export interface LimitedContainer extends Container {
  /** "app of orders". */
  name: string
}

/** All of them or none: a sum that leaves out one would read as if that one was never stopped. */
export async function readThrottling(
  api: ClusterApi,
  containers: LimitedContainer[],
): Promise<Throttling | NotMeasured> {
  const read = await Promise.all(
    containers.map(async ({ name, ...where }) => {
      try {
        const periods = fieldOf((await execIn(api, where, READ)).stdout.toString(), 'nr_throttled')
        return periods === null
          ? `${name} has a CPU limit, and its cpu.stat has no nr_throttled`
          : ([name, periods] as const)
      } catch (error) {
        const [why] = messageOf(error).split('\n')
        return `${name} has a CPU limit and cannot be asked whether it was stopped: ${why!}`
      }
    }),
  )
  const unknown = read.find((one) => typeof one === 'string')
  if (unknown !== undefined) return { notMeasured: unknown }
  const periods: Throttling = {}
  for (const [name, count] of read.filter((one) => typeof one !== 'string'))
    periods[name] = (periods[name] ?? 0) + count
  return periods
}
