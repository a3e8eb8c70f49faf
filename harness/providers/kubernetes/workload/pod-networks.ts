/** Makes sure that the pods use the congestion control of Kubernetes nodes, and reports what they use. */
import { run } from '../../../system/command.ts'
import type { Cluster } from '../cluster.ts'
import { inNetworkNamespace } from '../../../system/network-namespace.ts'
import type { WorkloadPod } from './workload-pods.ts'

/** The default of Linux, and so of Kubernetes nodes. Containers inherit the host's setting, which may be another one. */
const CONGESTION_CONTROL = 'cubic'

/** Changes every route of the pod, including loopback, over which a proxy calls its program. */
const SET_ROUTES = `
ip -o route show table local type local | while read -r route; do ip route change table local $route congctl ${CONGESTION_CONTROL}; done
ip -o -4 route show | while read -r route; do ip route change $route congctl ${CONGESTION_CONTROL}; done`

/** Sets the congestion control where it differs, and returns the settings as text. Pods on another machine are not changed. */
export async function readPodNetworks(
  cluster: Cluster,
  pods: WorkloadPod[],
): Promise<Record<string, string>> {
  const { inPodNetwork } = cluster
  if (inPodNetwork === null) return { 'congestion control': 'not read: the pods run on another machine' }
  const seen = await Promise.all(
    pods.map(async (pod) => {
      const inside = (...command: string[]) => run(...inNetworkNamespace(inPodNetwork(pod), command))
      const inherited = (await inside('sysctl', '-n', 'net.ipv4.tcp_congestion_control')).trim()
      if (inherited !== CONGESTION_CONTROL) await inside('sh', '-ec', SET_ROUTES)
      const routes = await inside('ip', 'route', 'show', 'table', 'all')
      const set = new Set([...routes.matchAll(/congctl (\w+)/g)].map((match) => match[1]))
      return inherited === CONGESTION_CONTROL
        ? inherited
        : `${[...set].join(', ')} by route (the host has ${inherited})`
    }),
  )
  return { 'congestion control': [...new Set(seen)].join('; ') }
}
