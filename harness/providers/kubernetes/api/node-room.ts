/** Whether nodes accept a pod at all, and how much CPU they have left for the pod. Pure. */
import type { V1Node, V1Pod, V1Taint } from '@kubernetes/client-node'
import { coresOf, milliCores } from './cpu-limit.ts'

/** Taints that the cluster sets and removes by itself, for example while a node is not ready yet. */
const TEMPORARY = /^node\.(kubernetes\.io|cloudprovider\.kubernetes\.io|cilium\.io)\/(?!unschedulable$)/

/** Says why each node refuses this pod until an administrator acts; null where a node may accept the pod. */
export function allShut(pod: V1Pod, nodes: V1Node[]): string | null {
  const shut = nodes.map((node) => whyShut(pod, node))
  return nodes.length === 0 || shut.some((why) => why === null) ? null : shut.join('; ')
}

function whyShut({ spec }: V1Pod, node: V1Node): string | null {
  const name = node.metadata?.name ?? ''
  if (node.spec?.unschedulable) return `node ${name} is cordoned`
  const taint = (node.spec?.taints ?? []).find(
    (one) =>
      one.effect !== 'PreferNoSchedule' &&
      !TEMPORARY.test(one.key) &&
      !(spec?.tolerations ?? []).some((toleration) => tolerates(toleration, one)),
  )
  return taint === undefined
    ? null
    : `node ${name} has the taint ${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`
}

type Toleration = NonNullable<NonNullable<V1Pod['spec']>['tolerations']>[number]

const tolerates = ({ key, operator, value, effect }: Toleration, taint: V1Taint): boolean =>
  (!effect || effect === taint.effect) &&
  (!key || key === taint.key) &&
  (operator === 'Exists' || (key !== undefined && (value ?? '') === (taint.value ?? '')))

export interface CpuRoom {
  /** "it requests 120m CPU; node a has 2, of which 1950m are requested". */
  text: string
  /** No node has enough CPU left for the pod. */
  isShort: boolean
  /** The pod would not even fit on an empty node. */
  fitsNowhere: boolean
}

/** How many nodes the text lists at most: the nodes of a large cluster are alike. */
const MOST_NODES = 3

/** Compares a pod's CPU request with what the nodes have left. @param pods all pods of the cluster */
export function cpuRoom(pod: V1Pod, nodes: V1Node[], pods: V1Pod[]): CpuRoom {
  const wanted = cpuRequest(pod)
  const each = nodes.map((node) => {
    const name = node.metadata?.name ?? ''
    const allocatable = milliCores(node.status?.allocatable?.['cpu'] ?? '0')
    const requested = pods
      .filter(
        ({ spec, status }) => spec?.nodeName === name && !/^(Succeeded|Failed)$/.test(status?.phase ?? ''),
      )
      .reduce((sum, one) => sum + cpuRequest(one), 0)
    return { name, allocatable, requested }
  })
  const roomiest = each.toSorted((a, b) => b.allocatable - b.requested - (a.allocatable - a.requested))
  const named = roomiest
    .slice(0, MOST_NODES)
    .map(
      ({ name, allocatable, requested }) =>
        `node ${name} has ${coresOf(allocatable)}, of which ${coresOf(requested)} are requested`,
    )
  const more = each.length > MOST_NODES ? `; the ${each.length - MOST_NODES} other nodes have less room` : ''
  return {
    text: `it requests ${coresOf(wanted)} CPU; ${named.join('; ')}${more}`,
    isShort: each.every(({ allocatable, requested }) => allocatable - requested < wanted),
    fitsNowhere: each.length > 0 && each.every(({ allocatable }) => allocatable < wanted),
  }
}

/** A pod's CPU request in thousandths of a core, as the scheduler computes it: the sum of all containers that run together, or the largest init container, whichever is more. */
export function cpuRequest({ spec }: V1Pod): number {
  const of = ({ resources }: { resources?: { requests?: Record<string, string> } }) =>
    milliCores(resources?.requests?.['cpu'] ?? '0')
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
  const init = spec?.initContainers ?? []
  const staying = sum(init.filter(({ restartPolicy }) => restartPolicy === 'Always').map(of))
  const before = init.filter(({ restartPolicy }) => restartPolicy !== 'Always').map(of)
  return Math.max(sum((spec?.containers ?? []).map(of)) + staying, ...before)
}
