/** A node: one network namespace that routes between its pods, each behind a veth, as a Kubernetes node does. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Policies } from '../../../policy/policy.ts'
import type { Stranger } from '../../../scenario/attempts.ts'
import { databasesOf } from '../../../scenario/queries.ts'
import type { ArmSpec, Topology } from '../../../scenario/schema.ts'
import { netnsPath, setSysctls } from '../../../system/network-namespace.ts'
import { removeCgroup } from '../../../system/cgroup2.ts'
import type { Cleanup } from '../../../system/cleanup.ts'
import { run } from '../../../system/command.ts'
import { makeReadableFolder } from '../../../system/readable-files.ts'
import { armNetns, podNetns } from '../../../system/run-names.ts'
import {
  fillerEndpointAddress,
  fillerServiceAddress,
  NODE_MAC,
  nodeAddress,
  POD_GATEWAY,
  podAddress,
  podMac,
  serviceAddress,
} from './addresses.ts'
import type { CentralGateways, GatewayPlan, NodeSite } from '../datapath.ts'
import type { OnceARun } from './once-a-run.ts'
import { preparePod, type Pod } from './pod.ts'

export interface NodeSpec {
  runId: string
  arm: ArmSpec
  /** Number of the arm in its run, from which its addresses are computed. */
  armIndex: number
  topology: Topology
  /** The central gateways of the datapath; absent where it has none. */
  gateways?: GatewayPlan
  policies?: Policies
  /** Pods beside the topology; absent in most scenarios. */
  strangers?: readonly Stranger[]
  /** cgroup2 directory, runtime folder, config folder and log folder of the whole run. */
  runCgroup: string
  runtimeDir: string
  configDir: string
  logDir: string
  onceARun: OnceARun
}

/** Kernel settings of a node and its pods. They are Linux's defaults, set explicitly because the host may have others. */
const NODE_SETTINGS = [
  'net.ipv6.conf.all.disable_ipv6=1',
  'net.ipv4.ip_forward=1',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=0',
  'net.ipv4.conf.all.send_redirects=0',
  'net.ipv4.conf.default.send_redirects=0',
]
const POD_SETTINGS = [
  'net.ipv6.conf.all.disable_ipv6=1',
  'net.core.somaxconn=4096',
  'net.ipv4.tcp_rmem=4096 131072 6291456',
  'net.ipv4.tcp_wmem=4096 16384 4194304',
]
/** TCP congestion control of Kubernetes nodes. It is set as an attribute of routes, since a namespace refuses the sysctl. */
export const CONGESTION_CONTROL = 'cubic'

/** Beside the folders of the arms: no arm can have this name. */
const COMPILE_CACHE = '.compile-cache'

/** Names and addresses of everything on a node. Pure: nothing is created yet. */
export function planNode(spec: NodeSpec): NodeSite {
  const { runId, arm, armIndex, topology, strangers = [] } = spec
  const cgroup = join(spec.runCgroup, arm.name)
  const runtimeDir = join(spec.runtimeDir, arm.name)
  const pod = (name: string, namespace: string, number: number, inMesh = true): Pod => ({
    name,
    namespace,
    inMesh,
    netns: podNetns(runId, arm.name, name),
    address: podAddress(armIndex, number),
    mac: podMac(armIndex, number),
    hostInterface: `veth${number}`,
    appCgroup: join(cgroup, name, 'app'),
    proxyCgroup: join(cgroup, name, 'proxy'),
    etcDir: join(runtimeDir, name, 'etc'),
  })
  const client = pod('client', 'default', 0)
  const dns = pod('dns', 'kube-system', 1, false)
  const services = Object.entries(topology.services).map(([name, service], index) => ({
    name,
    namespace: service.namespace,
    vip: serviceAddress(armIndex, index + 2),
    pod: pod(name, service.namespace, index + 2),
  }))
  const databases = databasesOf(topology).map(({ name, namespace }, index) => {
    const number = services.length + index + 2
    return { name, namespace, vip: serviceAddress(armIndex, number), pod: pod(name, namespace, number) }
  })
  const servers = [...services, ...databases]
  const beside = strangers.map(({ name, namespace, inMesh }, index) =>
    pod(name, namespace, servers.length + 2 + index, inMesh),
  )
  const firstGateway = servers.length + beside.length + 2
  const gateways = spec.gateways ? gatewayOf(spec.gateways, armIndex, firstGateway, pod) : null
  return {
    arm,
    topology,
    ...(spec.policies && { policies: spec.policies }),
    netns: armNetns(runId, arm.name),
    nodeAddress: nodeAddress(armIndex),
    cgroup,
    runtimeDir,
    compileCache: join(spec.runtimeDir, COMPILE_CACHE),
    onceARun: spec.onceARun,
    configDir: join(spec.configDir, arm.name),
    logDir: join(spec.logDir, arm.name),
    pods: [client, dns, ...servers.map((server) => server.pod), ...beside, ...(gateways?.pods ?? [])],
    client,
    services,
    databases,
    dns: { vip: serviceAddress(armIndex, 1), pod: dns },
    strangers: beside,
    gateways,
    fillers: Array.from({ length: arm.fillerServices }, (_, n) => ({
      name: `filler-${String(n).padStart(5, '0')}`,
      vip: fillerServiceAddress(n),
      endpoint: fillerEndpointAddress(n),
    })),
  }
}

/** A pod's name has a dot before its number: no service can have such a name. */
const gatewayOf = (
  { replicas, ...plan }: GatewayPlan,
  armIndex: number,
  first: number,
  pod: (name: string, namespace: string, number: number, inMesh: boolean) => Pod,
): CentralGateways => ({
  ...plan,
  vip: serviceAddress(armIndex, first),
  pods: Array.from({ length: replicas }, (_, n) =>
    pod(`${plan.service}.${n + 1}`, plan.namespace, first + n, false),
  ),
})

/** Creates namespaces, veths, addresses, routes and cgroups of a node and its pods. Starts no program. */
export async function wireNode(site: NodeSite, dnsAddress: string, cleanup: Cleanup): Promise<void> {
  cleanup.defer(`cgroup ${site.cgroup}`, () => removeCgroup(site.cgroup))
  for (const path of [site.cgroup, site.runtimeDir]) makeReadableFolder(path)
  await Promise.all([site.configDir, site.logDir].map((path) => mkdir(path, { recursive: true })))
  const namespaces = [site.netns, ...site.pods.map((pod) => pod.netns)]
  cleanup.defer(`namespaces of ${site.arm.name}`, () => {
    const made = namespaces.filter((netns) => existsSync(netnsPath(netns)))
    return batch(
      ['-force'],
      made.map((netns) => `netns del ${netns}`),
    )
  })
  // Programs are ended before their namespaces are removed: a namespace with a running program would lose only its name.
  cleanup.defer(`programs of ${site.arm.name}`, () => removeCgroup(site.cgroup))
  await batch(
    [],
    namespaces.map((netns) => `netns add ${netns}`),
  )
  await setSysctls(site.netns, NODE_SETTINGS)
  await batch(
    ['-n', site.netns],
    ['link set lo up', `addr add ${site.nodeAddress}/32 dev lo`, ...site.pods.flatMap(nodeSideOf)],
  )
  await Promise.all(
    site.pods.map(async (pod) => {
      await setSysctls(pod.netns, POD_SETTINGS)
      await batch(['-n', pod.netns], podSideOf(pod))
      preparePod(pod, dnsAddress)
    }),
  )
}

const nodeSideOf = (pod: Pod): string[] => [
  `link add ${pod.hostInterface} address ${NODE_MAC} type veth peer name eth0 address ${pod.mac} netns ${pod.netns}`,
  `link set ${pod.hostInterface} up`,
  `route add ${pod.address}/32 dev ${pod.hostInterface} scope link congctl ${CONGESTION_CONTROL}`,
  `neigh add ${pod.address} dev ${pod.hostInterface} lladdr ${pod.mac} nud permanent`,
]

/**
 * Commands for a pod's end of its veth. They set the congestion control of both loopback routes too; otherwise an app that its
 * local proxy calls from 127.0.0.6 would use the host's algorithm.
 */
const podSideOf = (pod: Pod): string[] => [
  'link set lo up',
  `addr add ${pod.address}/32 dev eth0`,
  'link set eth0 up',
  `route add ${POD_GATEWAY} dev eth0 scope link`,
  `route add default via ${POD_GATEWAY} dev eth0 src ${pod.address} congctl ${CONGESTION_CONTROL}`,
  `neigh add ${POD_GATEWAY} dev eth0 lladdr ${NODE_MAC} nud permanent`,
  `route replace local ${pod.address} dev eth0 table local proto kernel scope host src ${pod.address} congctl ${CONGESTION_CONTROL}`,
  `route replace local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1 congctl ${CONGESTION_CONTROL}`,
  `route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 congctl ${CONGESTION_CONTROL}`,
]

const batch = (where: string[], lines: string[]) =>
  run('ip', [...where, '-batch', '-'], { input: lines.join('\n') + '\n' })
