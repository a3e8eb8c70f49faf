/** Compares cAdvisor with the control group of the cluster's API server while the cluster comes up. */
import { cgroupCpuUs } from '../../../../instruments/cpu/cgroup.ts'
import type { Proof } from '../../../../arm/claims.ts'
import type { ClusterApi } from '../../api/connect.ts'
import { atApi } from '../../api/failure.ts'
import { openCpuCrossCheck } from '../../cadvisor/cross-check.ts'
import { sharedContainers } from '../../account/shared-containers.ts'
import { findContainerCgroup } from '../../account/node-cgroups.ts'

/** The only container that is busy from the beginning. */
const CONTAINER = 'kube-apiserver'

export interface CpuCheck {
  close(): Promise<Proof | { notMeasured: string }>
}

/** @param nodes control group of each node */
export async function crossCheckCpu(api: ClusterApi, nodes: Map<string, string>): Promise<CpuCheck> {
  const container = (await sharedContainers(api, [])).find(({ name }) => name === CONTAINER)
  const directory = container && findContainerCgroup(nodes.get(container.node) ?? '', container.id)
  if (!container || !directory)
    return { close: () => Promise.resolve({ notMeasured: `no container ${CONTAINER} was found` }) }
  return openCpuCrossCheck({
    container: { ...container, unit: container.name },
    readText: (node) =>
      atApi(
        `read cAdvisor of ${node}`,
        api.core.connectGetNodeProxyWithPath({ name: node, path: 'metrics/cadvisor' }),
      ),
    cgroupCpuUs: () => cgroupCpuUs(directory),
  })
}
