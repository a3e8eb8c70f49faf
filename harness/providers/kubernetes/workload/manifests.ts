/** All objects of an arm on a cluster except those of the mesh: namespaces, services, pods. Pure. */
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT, edgesToPodAddresses } from '../../../scenario/topology.ts'
import { SERVICE_PORT, TARGET_PORT } from '../../shared/ports.ts'
import { serviceConfig } from '../../shared/service-config.ts'
import type { Manifest } from '../api/manifest.ts'
import type { Addressing, MeshDatapath } from '../mesh/schema.ts'
import type { ArmNames } from './arm-names.ts'
import { ARM_LABEL, podNameOf } from './arm-names.ts'

/** Port of a service program's control endpoint on the pod's loopback. It is below the ports that meshes use. */
export const CONTROL_PORT = 9901
/** The container that hopbench puts into every pod. Any other container in a pod was injected. */
export const APP_CONTAINER = 'app'
/** Name of the uninjected pod, also in records and reports. */
export const UNINJECTED = 'stranger'
/** Name of the pod that counts what proxies make visible. */
export const COLLECTOR = 'collector'
/** Whether a pod of the arm is no part of its topology, and outside of the mesh. */
export const isOutside = (service: string): boolean => service === UNINJECTED || service === COLLECTOR
/** Port of Zipkin. */
export const SPANS_PORT = 9411

const NODE = ['node', '--no-memory-reducer', '--no-flush-bytecode']
const SERVICE_PROGRAM = '/app/harness/workload/service.ts'
export const LOAD_CLIENT = [...NODE, '/app/harness/load/client.ts']
export const collectorProgram = (file: string, args: string[]): string[] => [
  ...NODE,
  `/app/harness/providers/shared/collectors/${file}`,
  ...args,
]
export const PRINT_FILE = ['node', '/app/harness/load/print-file.ts']
export const ATTEMPT_PROGRAM = ['node', '/app/harness/providers/shared/attempts/attempt-program.ts']
/** The folder in the client's pod for raw samples, until they are fetched. */
export const RAW_FOLDER = '/tmp/raw'

/** A program that only waits, so that other programs can be started in the pod with exec. It handles SIGTERM, because PID 1 ignores signals without a handler. */
const WAIT = ['node', '-e', 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 2 ** 30)']

type PodSpec = Record<string, unknown>

export interface WorkloadPlan {
  names: ArmNames
  topology: Topology
  datapath: MeshDatapath
  image: string
  /** Image of the databases. */
  databaseImage: string
  iterationsPerUs: number
  clientPlacement: 'beside' | 'away'
  /** Whether a pod of the arm counts what proxies make visible. */
  hasCollector?: boolean
}

/** The port for calls to a service's name. */
export const servicePortOf = (addressing: Addressing): number =>
  addressing === 'headless' ? TARGET_PORT : SERVICE_PORT

/** Whether every call goes to a gateway, which arms in one cluster share. */
export const isGateway = (addressing: Addressing): boolean => typeof addressing === 'object'

/** Whether a proof needs a pod outside the mesh. */
export const needsUninjectedPod = ({ proofs }: MeshDatapath): boolean =>
  proofs.some(({ proof }) => proof === 'stranger')

export function namespaceObjects({ names, datapath, hasCollector = false }: WorkloadPlan): Manifest[] {
  const { namespaceLabels, namespaceAnnotations } = datapath.workload
  const ours = [...names.namespaces.values()].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { ...names.labels, ...namespaceLabels },
      annotations: namespaceAnnotations,
    },
  }))
  return [
    ...ours,
    ...(needsUninjectedPod(datapath) ? [outsideNamespace(names, names.uninjectedNamespace)] : []),
    ...(hasCollector ? [outsideNamespace(names, names.collectorNamespace)] : []),
  ]
}

/** A namespace without the mesh's labels. */
const outsideNamespace = ({ labels }: ArmNames, name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
})

/** Service accounts, services, config maps and deployments, in the order in which they are applied. */
export function workloadObjects(plan: WorkloadPlan): Manifest[] {
  const services = Object.keys(plan.topology.services)
  return [
    ...[CLIENT, ...services].map((name) => serviceAccount(plan, name)),
    ...services.flatMap((name) => serviceObjects(plan, name)),
    ...services.map((name) => configMap(plan, name)),
    ...services.map((name) => deployment(plan, name, servicePod(plan, name))),
    deployment(plan, CLIENT, waitingPod(plan, CLIENT)),
    ...(needsUninjectedPod(plan.datapath) ? uninjectedObjects(plan) : []),
    ...(plan.hasCollector ? collectorObjects(plan) : []),
  ]
}

export const metadata = ({ names }: WorkloadPlan, name: string, namespace = names.namespaceOf(name)) => ({
  name,
  namespace,
  labels: { ...names.labels, app: name },
})

/** Every service has its own service account: the identity that mutual TLS proves and policies name. */
export const serviceAccount = (plan: WorkloadPlan, name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadata(plan, name),
})

function serviceObjects(plan: WorkloadPlan, name: string): Manifest[] {
  const { addressing } = plan.datapath
  // Meshes choose the protocol by a port's name or appProtocol; without these some treat the port as TCP.
  const port = { name: 'http', appProtocol: 'http', port: SERVICE_PORT, targetPort: TARGET_PORT }
  const service = (as: string, spec: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata(plan, name), name: as },
    spec,
  })
  const selector = { ...plan.names.labels, app: name }
  const isCalledAtPod = edgesToPodAddresses(plan.topology).some(({ to }) => to === name)
  // Without a port it is a name of the pod's address and nothing else: no mesh makes a route of it.
  const podName = isCalledAtPod ? [service(podNameOf(name), { clusterIP: 'None', selector })] : []
  if (addressing === 'headless')
    return [...podName, service(name, { clusterIP: 'None', selector, ports: [port] })]
  if (addressing === 'service') return [...podName, service(name, { selector, ports: [port] })]
  const { gateway } = addressing
  return [
    ...podName,
    service(`${name}-backend`, { selector, ports: [port] }),
    service(name, {
      type: 'ExternalName',
      externalName: `${gateway.service}.${gateway.namespace}.svc.cluster.local`,
    }),
  ]
}

function configMap(plan: WorkloadPlan, name: string): Manifest {
  const config = serviceConfig(name, plan.topology.services[name]!, {
    control: { port: CONTROL_PORT },
    servicePort: servicePortOf(plan.datapath.addressing),
    iterationsPerUs: plan.iterationsPerUs,
    hostOf: (call) => plan.names.hostOf(name, call),
    podOf: (call) => ({ host: plan.names.podHostOf(call), port: TARGET_PORT }),
    databaseHostOf: ({ query }) => plan.names.hostOf(name, { call: query }),
  })
  return configOf(metadata(plan, name), config)
}

const configOf = (meta: Manifest['metadata'], config: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: meta,
  data: { 'service.json': JSON.stringify(config, null, 2) },
})

/** @param isMember whether the pod is in the mesh; one that is not says so, because its namespace may be */
export function deployment(
  plan: WorkloadPlan,
  name: string,
  spec: PodSpec,
  { meta = metadata(plan, name), isMember = true } = {},
): Manifest {
  const { podLabels, podAnnotations, outsideLabels, outsideAnnotations } = plan.datapath.workload
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta,
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: meta.labels },
      template: {
        metadata: {
          labels: { ...meta.labels, version: 'v1', ...(isMember ? podLabels : outsideLabels) },
          annotations: isMember ? podAnnotations : outsideAnnotations,
        },
        spec,
      },
    },
  }
}

const servicePod = (plan: WorkloadPlan, name: string): PodSpec =>
  podOf(plan, name, [...NODE, SERVICE_PROGRAM, '/etc/hopbench/service.json'], name)

/** A pod in which programs are started with exec, so that their stdin and stdout are connected to hopbench. */
export const waitingPod = (plan: WorkloadPlan, account: string): PodSpec => podOf(plan, account, WAIT, null)

/** The uninjected pod: a service program that calls nobody, in a namespace without the mesh's labels. */
function uninjectedObjects(plan: WorkloadPlan): Manifest[] {
  const meta = metadata(plan, UNINJECTED, plan.names.uninjectedNamespace)
  const config = serviceConfig(
    UNINJECTED,
    { namespace: 'default', steps: [], responseBytes: 0 },
    {
      control: { port: CONTROL_PORT },
      servicePort: 80,
      iterationsPerUs: 1,
      hostOf: ({ call }) => call,
      databaseHostOf: ({ query }) => query,
    },
  )
  const spec = podOf(plan, 'default', [...NODE, SERVICE_PROGRAM, '/etc/hopbench/service.json'], UNINJECTED)
  return [configOf(meta, config), deployment(plan, UNINJECTED, spec, { meta, isMember: false })]
}

/** The pod whose program, started with exec, counts what proxies make visible; with a service, because proxies send spans to a name. */
function collectorObjects(plan: WorkloadPlan): Manifest[] {
  const meta = metadata(plan, COLLECTOR, plan.names.collectorNamespace)
  const spec = {
    selector: meta.labels,
    ports: [{ name: 'http-spans', port: SPANS_PORT, targetPort: SPANS_PORT }],
  }
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: meta, spec },
    deployment(plan, COLLECTOR, waitingPod(plan, 'default'), { meta, isMember: false }),
  ]
}

function podOf(plan: WorkloadPlan, account: string, command: string[], config: string | null): PodSpec {
  const container = {
    name: APP_CONTAINER,
    image: plan.image,
    imagePullPolicy: 'IfNotPresent',
    command,
    ...(config !== null && { ports: [{ name: 'http', containerPort: TARGET_PORT }] }),
    // Small, so that all pods of a large topology fit on a laptop. No limits, as on network namespaces.
    resources: { requests: { cpu: '10m', memory: '48Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(config === null ? [] : [{ name: 'config', mountPath: '/etc/hopbench' }]),
    ],
  }
  return {
    serviceAccountName: account,
    automountServiceAccountToken: false,
    // Otherwise every pod gets environment variables for each service of its namespace; with fillers these were thousands.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 1,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    affinity: affinityOf(plan, config === null),
    containers: [container],
    volumes: [
      { name: 'tmp', emptyDir: {} },
      ...(config === null ? [] : [{ name: 'config', configMap: { name: config } }]),
    ],
  }
}

/** Puts all services of an arm on one node, so that every hop is of the same kind, and the client on the same node or on another one. */
export function affinityOf({ names, clientPlacement }: WorkloadPlan, isClient: boolean): object {
  const services = {
    topologyKey: 'kubernetes.io/hostname',
    namespaces: [...names.namespaces.values()],
    labelSelector: {
      matchLabels: { [ARM_LABEL]: names.labels[ARM_LABEL]! },
      matchExpressions: [{ key: 'app', operator: 'NotIn', values: [CLIENT, UNINJECTED, COLLECTOR] }],
    },
  }
  const rule = { requiredDuringSchedulingIgnoredDuringExecution: [services] }
  return isClient && clientPlacement === 'away' ? { podAntiAffinity: rule } : { podAffinity: rule }
}
