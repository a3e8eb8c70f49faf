/** Every object of an arm on a cluster but the mesh's own: namespaces, services, pods. Pure. */
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import { SERVICE_PORT, TARGET_PORT } from '../../shared/ports.ts'
import { serviceConfig } from '../../shared/service-config.ts'
import type { Manifest } from '../api/manifest.ts'
import type { Addressing, MeshDatapath } from '../mesh/schema.ts'
import type { ArmNames } from './arm-names.ts'
import { ARM_LABEL } from './arm-names.ts'

/** Of a service program's control endpoint: on the pod's loopback, below the ports of every mesh. */
export const CONTROL_PORT = 9901
/** Container of ours in every pod; whatever else is in one was injected. */
export const APP_CONTAINER = 'app'
export const UNINJECTED = 'stranger'

const NODE = ['node', '--no-memory-reducer', '--no-flush-bytecode']
const SERVICE_PROGRAM = '/app/harness/workload/service.ts'
export const LOAD_CLIENT = [...NODE, '/app/harness/load/client.ts']
export const PRINT_FILE = ['node', '/app/harness/load/print-file.ts']
/** Where the client's pod keeps raw samples until they are fetched. */
export const RAW_FOLDER = '/tmp/raw'

/** Waits to be told what to do by exec. PID 1 ignores a signal that it has no handler for. */
const WAIT = ['node', '-e', 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 2 ** 30)']

type PodSpec = Record<string, unknown>

export interface WorkloadPlan {
  names: ArmNames
  topology: Topology
  datapath: MeshDatapath
  image: string
  iterationsPerUs: number
  clientPlacement: 'beside' | 'away'
}

/** Port at which a service's name answers. */
export const servicePortOf = (addressing: Addressing): number =>
  addressing === 'headless' ? TARGET_PORT : SERVICE_PORT

/** Whether a proof needs a pod outside the mesh. */
export const needsUninjectedPod = ({ proofs }: MeshDatapath): boolean =>
  proofs.some(({ proof }) => proof === 'stranger')

export function namespaceObjects({ names, datapath }: WorkloadPlan): Manifest[] {
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
  const outside = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: names.uninjectedNamespace, labels: names.labels },
  }
  return needsUninjectedPod(datapath) ? [...ours, outside] : ours
}

/** Service accounts, services, configurations and deployments, in the order they are applied. */
export function workloadObjects(plan: WorkloadPlan): Manifest[] {
  const services = Object.keys(plan.topology.services)
  return [
    ...[CLIENT, ...services].map((name) => serviceAccount(plan, name)),
    ...services.flatMap((name) => serviceObjects(plan, name)),
    ...services.map((name) => configMap(plan, name)),
    ...services.map((name) => deployment(plan, name, servicePod(plan, name))),
    deployment(plan, CLIENT, clientPod(plan)),
    ...(needsUninjectedPod(plan.datapath) ? uninjectedObjects(plan) : []),
  ]
}

const metadata = ({ names }: WorkloadPlan, name: string, namespace = names.namespaceOf(name)) => ({
  name,
  namespace,
  labels: { ...names.labels, app: name },
})

/** An identity of its own for every service: what mutual TLS proves, and policies name. */
const serviceAccount = (plan: WorkloadPlan, name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadata(plan, name),
})

function serviceObjects(plan: WorkloadPlan, name: string): Manifest[] {
  const { addressing } = plan.datapath
  // Meshes go by the name or the protocol of a port; without one some take it for TCP.
  const port = { name: 'http', appProtocol: 'http', port: SERVICE_PORT, targetPort: TARGET_PORT }
  const service = (as: string, spec: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata(plan, name), name: as },
    spec,
  })
  const selector = { ...plan.names.labels, app: name }
  if (addressing === 'headless') return [service(name, { clusterIP: 'None', selector, ports: [port] })]
  if (addressing === 'service') return [service(name, { selector, ports: [port] })]
  const { gateway } = addressing
  return [
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
  })
  return configOf(metadata(plan, name), config)
}

const configOf = (meta: Manifest['metadata'], config: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: meta,
  data: { 'service.json': JSON.stringify(config, null, 2) },
})

function deployment(plan: WorkloadPlan, name: string, spec: PodSpec, meta = metadata(plan, name)): Manifest {
  const { podLabels, podAnnotations } = plan.datapath.workload
  const inside = meta.namespace !== plan.names.uninjectedNamespace
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
          labels: { ...meta.labels, version: 'v1', ...(inside && podLabels) },
          annotations: inside ? podAnnotations : {},
        },
        spec,
      },
    },
  }
}

const servicePod = (plan: WorkloadPlan, name: string): PodSpec =>
  podOf(plan, name, [...NODE, SERVICE_PROGRAM, '/etc/hopbench/service.json'], name)

/** The load client itself is started by exec, so that it can be talked to. */
const clientPod = (plan: WorkloadPlan): PodSpec => podOf(plan, CLIENT, WAIT, null)

/** A service program that calls nobody, in a namespace the mesh has not been told of. */
function uninjectedObjects(plan: WorkloadPlan): Manifest[] {
  const meta = metadata(plan, UNINJECTED, plan.names.uninjectedNamespace)
  const config = serviceConfig(
    UNINJECTED,
    { namespace: 'default', steps: [], responseBytes: 0 },
    { control: { port: CONTROL_PORT }, servicePort: 80, iterationsPerUs: 1, hostOf: ({ call }) => call },
  )
  const spec = podOf(plan, 'default', [...NODE, SERVICE_PROGRAM, '/etc/hopbench/service.json'], UNINJECTED)
  return [configOf(meta, config), deployment(plan, UNINJECTED, spec, meta)]
}

function podOf(plan: WorkloadPlan, account: string, command: string[], config: string | null): PodSpec {
  const container = {
    name: APP_CONTAINER,
    image: plan.image,
    imagePullPolicy: 'IfNotPresent',
    command,
    ...(config !== null && { ports: [{ name: 'http', containerPort: TARGET_PORT }] }),
    // Small enough for every pod of a large topology to be scheduled on a laptop; no limits, as on network namespaces.
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
    // One variable for each service of the namespace would be thousands with fillers.
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

/** All services of an arm on one node, so that every hop is of one kind; the client beside them or away. */
function affinityOf({ names, clientPlacement }: WorkloadPlan, isClient: boolean): object {
  const services = {
    topologyKey: 'kubernetes.io/hostname',
    namespaces: [...names.namespaces.values()],
    labelSelector: {
      matchLabels: { [ARM_LABEL]: names.labels[ARM_LABEL]! },
      matchExpressions: [{ key: 'app', operator: 'NotIn', values: [CLIENT, UNINJECTED] }],
    },
  }
  const rule = { requiredDuringSchedulingIgnoredDuringExecution: [services] }
  return isClient && clientPlacement === 'away' ? { podAntiAffinity: rule } : { podAffinity: rule }
}
