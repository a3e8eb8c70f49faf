/** Runs an order of tries by a program of its own beside the app of a pod. */
import { BenchError } from '../../../errors.ts'
import type { Order, Reported } from '../../shared/attempts/order.ts'
import { readReported } from '../../shared/attempts/read-reported.ts'
import type { ClusterApi } from '../api/connect.ts'
import { execIn } from '../api/exec.ts'
import { APP_CONTAINER, ATTEMPT_PROGRAM } from '../workload/manifests.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'

/** Passes the order as stdin that ends: the API server cannot end the stdin of a program that goes on. */
const WITH_STDIN = ['sh', '-c', 'printf %s "$1" | "$2" "$3"', 'sh']

/**
 * Returns how each try ended, in the order in which they began.
 * @throws BenchError when the program could not try
 */
export async function runOrderIn(
  api: ClusterApi,
  { namespace, pod }: Pick<WorkloadPod, 'namespace' | 'pod'>,
  order: Order,
): Promise<Reported[]> {
  const { stdout, stderr } = await execIn(api, { namespace, pod, container: APP_CONTAINER }, [
    ...WITH_STDIN,
    JSON.stringify(order),
    ...ATTEMPT_PROGRAM,
  ])
  const { reported, expected } = readReported(stdout.toString(), order)
  if (reported.length === expected) return reported
  throw new BenchError(
    `the tries of ${namespace}/${pod} told of ${reported.length} of ${expected}${stderr && `; the last lines:\n${stderr}`}`,
    'look at the pod with `kubectl describe`; the arm is raised again for the next trial',
  )
}
