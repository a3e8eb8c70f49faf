/** Tries cells of the verdict matrix on the wire, from inside the callers' pods. */
import type { ProvingService } from '../../../arm/prove-arm.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import type { HttpProbe } from '../../../workload/probe-http.ts'
import type { PolicyCell } from '../../shared/policy-cells.ts'
import type { ClusterApi } from '../api/connect.ts'
import { execIn } from '../api/exec.ts'
import type { ArmNames } from '../workload/arm-names.ts'
import { APP_CONTAINER } from '../workload/manifests.ts'
import { PROBE_TIMEOUT_MS } from '../workload/service-in-pod.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'

export interface AskingSite {
  api: ClusterApi
  names: ArmNames
  client: WorkloadPod
  services: readonly ProvingService[]
  servicePort: number
}

/** Returns what the caller of each cell saw: "200", "answered", "403", or the error's code. All are tried at once. */
export type Ask = (cells: readonly PolicyCell[]) => Promise<string[]>

export function askFrom({ api, names, client, services, servicePort }: AskingSite): Ask {
  const hostOf = (to: string) => `${to}.${names.namespaceOf(to)}`
  return async (cells) => {
    const ofClient = cells.filter(({ from }) => from === CLIENT)
    const probes = ofClient.map(({ to }) => ({
      host: hostOf(to),
      port: servicePort,
      timeoutMs: PROBE_TIMEOUT_MS,
    }))
    const seenByClient = probeFromClient(api, client, probes)
    return Promise.all(
      cells.map(async (cell) => {
        const { from, to, kind } = cell
        if (from === CLIENT) return (await seenByClient)[ofClient.indexOf(cell)]!
        const service = services.find(({ name }) => name === from)!
        return kind === 'http'
          ? service.probeHttp(hostOf(to), servicePort)
          : service.probeDatabase(hostOf(to), 'policy')
      }),
    )
  }
}

/** The client's pod has no control port, so a program of its own makes all of its probes. */
const PROBE = `
  import { probeHttp } from '/app/harness/workload/probe-http.ts'
  const probes = JSON.parse(process.argv[1])
  console.log(JSON.stringify(await Promise.all(probes.map((probe) => probeHttp(probe, 'client')))))`

async function probeFromClient(
  api: ClusterApi,
  { namespace, pod }: WorkloadPod,
  probes: readonly HttpProbe[],
): Promise<string[]> {
  if (probes.length === 0) return []
  const command = ['node', '--input-type=module', '-e', PROBE, JSON.stringify(probes)]
  const { stdout } = await execIn(api, { namespace, pod, container: APP_CONTAINER }, command)
  return JSON.parse(stdout.toString()) as string[]
}
