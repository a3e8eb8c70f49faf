/** A service program in its pod, used over its control port: reads counters for proofs, and makes probes from the pod. */
import { waitFor } from '../../../system/wait.ts'
import type { ServiceCounters } from '../../../workload/counters.ts'
import type { ProvingService } from '../../../arm/prove-arm.ts'
import { loginOf } from '../../shared/database/login.ts'
import type { ClusterApi } from '../api/connect.ts'
import { podHttp } from '../api/pod-http.ts'
import { CONTROL_PORT } from './manifests.ts'
import type { WorkloadPod } from './workload-pods.ts'

/** A single Node program listens after 0.1 s; those of all arms, started at once on two busy cores, need some tens of seconds. */
const LISTENS_WITHIN_MS = 90_000
/** Each question opens a TLS connection to the API server and one to the kubelet, on the cores that the program needs to start. */
const ASK_EVERY_MS = 1000
/** A policy may drop packets instead of refusing them; the probe then reports a timeout. */
const PROBE_TIMEOUT_MS = 1500
const DNS_NAME = 'kubernetes.default.svc.cluster.local'

/** Returns once the program answers. */
export async function serviceInPod(
  api: ClusterApi,
  { service, namespace, pod }: WorkloadPod,
): Promise<ProvingService> {
  const ask = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> =>
    JSON.parse(await podHttp(api, { namespace, pod, port: CONTROL_PORT }, method, path, body)) as T
  const outcome = async (path: string, body: object) =>
    (await ask<{ outcome: string }>('POST', path, { ...body, timeoutMs: PROBE_TIMEOUT_MS })).outcome
  await waitFor(`service ${service} to answer`, LISTENS_WITHIN_MS, () => ask('GET', '/stats'), ASK_EVERY_MS)
  return {
    name: service,
    async stats() {
      const counters = await ask<ServiceCounters>('GET', '/stats')
      return {
        requests: counters.requests.byCaller,
        connectionsAccepted: counters.connectionsAccepted,
        ...(counters.queries && { queries: counters.queries }),
      }
    },
    async closeIdle() {
      await ask('POST', '/close-idle', {})
    },
    probeHttp: (host, port) => outcome('/probe-http', { host, port }),
    probeDns: (address, mode) => outcome('/probe-dns', { address, port: 53, name: DNS_NAME, mode }),
    probeDatabase: (host, marker) => outcome('/probe-database', { login: loginOf(service, host), marker }),
  }
}
