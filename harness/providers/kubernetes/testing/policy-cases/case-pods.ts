/** For tests: the pods of the collection of policy cases in a real cluster, by the names that cases give them ("x/a"). */
import { apply } from '../../api/apply.ts'
import type { ClusterApi } from '../../api/connect.ts'
import type { Manifest } from '../../api/manifest.ts'
import { waitForPods } from '../../api/wait-ready.ts'
import { startCaseAgent, type CaseAgent, type Ports } from './case-agent.ts'

/** A known answer and a known denial are asked of this pod, which no case is about. */
export const SENTINEL = 'w/s'
const READY_WITHIN_MS = 120_000

export interface CasePodsRequest {
  api: ClusterApi
  image: string
  /** "x/a", and the sentinel. */
  pods: readonly string[]
  ports: Ports
  namespaceLabels?: Record<string, string>
  /** Pods without a sidecar, where the namespaces have sidecars. */
  outsideMesh?: readonly string[]
}

export interface CasePods {
  agents: ReadonlyMap<string, CaseAgent>
  addressOf(pod: string): string
  /** Address of the Service in front of a pod. */
  serviceOf(pod: string): string
  nodeAddress: string
  close(): void
}

export const parts = (pod: string): { namespace: string; name: string } => {
  const [namespace = '', name = ''] = pod.split('/')
  return { namespace, name }
}

export async function raiseCasePods(request: CasePodsRequest): Promise<CasePods> {
  const { api, pods, ports } = request
  const namespaces = [...new Set(pods.map((pod) => parts(pod).namespace))]
  await apply(api, [
    ...namespaces.map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { ns: name, ...request.namespaceLabels } },
    })),
    ...pods.flatMap((pod) => objectsOf(pod, request)),
  ])
  const running = (
    await Promise.all(
      namespaces.map((namespace) =>
        waitForPods(
          api,
          `pods of ${namespace}`,
          {
            namespace,
            labelSelector: 'pod',
            count: pods.filter((pod) => parts(pod).namespace === namespace).length,
          },
          READY_WITHIN_MS,
        ),
      ),
    )
  ).flat()
  const agents = new Map(
    await Promise.all(
      pods.map(async (pod): Promise<[string, CaseAgent]> => {
        const { namespace, name } = parts(pod)
        return [pod, await startCaseAgent(api, { namespace, pod: name }, ports)]
      }),
    ),
  )
  const services = new Map(
    await Promise.all(
      pods.map(async (pod): Promise<[string, string]> => {
        const { spec } = await api.core.readNamespacedService(parts(pod))
        return [pod, spec!.clusterIP!]
      }),
    ),
  )
  const podOf = (pod: string) =>
    running.find(
      ({ metadata }) => metadata!.namespace === parts(pod).namespace && metadata!.name === parts(pod).name,
    )!
  return {
    agents,
    addressOf: (pod) => podOf(pod).status!.podIP!,
    serviceOf: (pod) => services.get(pod)!,
    nodeAddress: running[0]!.status!.hostIP!,
    close() {
      for (const agent of agents.values()) agent.close()
    },
  }
}

function objectsOf(pod: string, { image, ports, outsideMesh = [] }: CasePodsRequest): Manifest[] {
  const { namespace, name } = parts(pod)
  const labels = { pod: name }
  const metadata = { name, namespace, labels }
  const injection = outsideMesh.includes(pod) ? { 'sidecar.istio.io/inject': 'false' } : {}
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: labels,
        ports: [
          ...ports.http.map((port) => ({ name: `http-${port}`, appProtocol: 'http', port })),
          ...ports.tcp.map((port) => ({ name: `tcp-${port}`, appProtocol: 'tcp', port })),
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, labels: { ...labels, ...injection } },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'app',
            image,
            imagePullPolicy: 'Never',
            command: ['sleep', 'infinity'],
            // Below 1024 only root may listen in every runtime.
            securityContext: { runAsUser: 0 },
            resources: { requests: { cpu: '1m', memory: '16Mi' } },
            ports: [
              ...[...ports.http, ...ports.tcp].map((port) => ({
                name: `serve-${port}-tcp`,
                containerPort: port,
              })),
              ...ports.udp.map((port) => ({
                name: `serve-${port}-udp`,
                containerPort: port,
                protocol: 'UDP',
              })),
            ],
          },
        ],
      },
    },
  ]
}
