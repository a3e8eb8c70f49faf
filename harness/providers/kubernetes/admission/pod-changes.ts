/** What admission made of a pod that was sent: containers it added, CPU limits it set. Pure. */
import type { V1LimitRange, V1Pod } from '@kubernetes/client-node'
import { coresOf, cpuLimitOf, milliCores } from '../api/cpu-limit.ts'

/** A pod as the server would keep it, with the service it is for. */
export interface AdmittedPod {
  service: string
  pod: V1Pod
}

/** Names of containers, init containers too. */
export const containersIn = ({ spec }: V1Pod): string[] =>
  [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ name }) => name)

/** Containers that run as long as the pod does: a limit on one that ends before is no matter. */
const stayingIn = ({ spec }: V1Pod): string[] => [
  ...(spec?.initContainers ?? [])
    .filter(({ restartPolicy }) => restartPolicy === 'Always')
    .map(({ name }) => name),
  ...(spec?.containers ?? []).map(({ name }) => name),
]

/** "container app has a CPU limit of 60m, from LimitRange shop/squeeze", each once. */
export function limitsIn(admitted: AdmittedPod[], limitRanges: V1LimitRange[]): string[] {
  const each = admitted.flatMap(({ pod }) =>
    stayingIn(pod).flatMap((container) => {
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
