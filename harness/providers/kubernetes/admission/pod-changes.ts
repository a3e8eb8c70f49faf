/** How admission changed a pod: containers it added, CPU limits it set. Pure. */
import type { V1LimitRange, V1Pod } from '@kubernetes/client-node'
import { coresOf, cpuLimitOf, milliCores } from '../api/cpu-limit.ts'

/** A pod as the API server would store it, and the service it belongs to. */
export interface AdmittedPod {
  service: string
  pod: V1Pod
}

/** The names of a pod's containers, init containers included. */
export const containersIn = ({ spec }: V1Pod): string[] =>
  [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ name }) => name)

/** The containers that run as long as the pod does. A CPU limit of an init container that ends does not affect a trial. */
const longRunningIn = ({ spec }: V1Pod): string[] => [
  ...(spec?.initContainers ?? [])
    .filter(({ restartPolicy }) => restartPolicy === 'Always')
    .map(({ name }) => name),
  ...(spec?.containers ?? []).map(({ name }) => name),
]

/** "container app has a CPU limit of 60m, from LimitRange squeeze": one text for each limit, without duplicates. */
export function limitsIn(admitted: AdmittedPod[], limitRanges: V1LimitRange[]): string[] {
  const each = admitted.flatMap(({ pod }) =>
    longRunningIn(pod).flatMap((container) => {
      const limit = cpuLimitOf(pod, container)
      if (limit === null) return []
      const from = limitRanges.find(
        ({ metadata, spec }) =>
          metadata?.namespace === pod.metadata?.namespace &&
          spec?.limits.some(
            ({ type, _default }) =>
              type === 'Container' &&
              _default?.['cpu'] !== undefined &&
              milliCores(_default['cpu']) === limit,
          ),
      )
      return [
        `container ${container} has a CPU limit of ${coresOf(limit)}${from ? `, from LimitRange ${from.metadata!.name!}` : ''}`,
      ]
    }),
  )
  return [...new Set(each)]
}
