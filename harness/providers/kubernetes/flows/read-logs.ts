/** The access logs of an arm's proxies, of some time: those of its pods, or of a proxy between the pods. */
import { readAccessRecord, type ProxyPlace } from '../../../flows/access-log.ts'
import { ourEmitter, type FlowLine } from '../../../flows/hubble.ts'
import { databasesOf } from '../../../scenario/queries.ts'
import { callsPerPage, CLIENT, edgesOf, edgesToPodAddresses, type Edge } from '../../../scenario/topology.ts'
import type { Topology } from '../../../scenario/schema.ts'
import { atApi } from '../api/failure.ts'
import type { MeshFlows } from '../mesh/proof-schema.ts'
import { podsOfComponent } from '../proofs/reader.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import { podAt, type FlowSite } from './flow-site.ts'
import { jsonObject } from './json-lines.ts'

export type LogFrom = Extract<MeshFlows['from'], { log: object }>['log']

/** Of records that began in this time. */
export interface Span {
  since: Date
  until?: Date
}

export const isIn = ({ since, until }: Span, began: Date): boolean =>
  since <= began && (until === undefined || began < until)

export interface Log {
  /** "shop/orders-7d5f". */
  pod: string
  /** A request or a connection each, as the flows that it makes. */
  records: { began: Date; lines: FlowLine[] }[]
  /** How many records of requests this many pages leave here at least. */
  leastOf: (pages: number) => number
}

interface Place extends Pick<WorkloadPod, 'namespace' | 'pod' | 'node'> {
  /** Of a pod of the arm; absent for a proxy between the pods. */
  address?: string
  leastOf: Log['leastOf']
}

export async function readLogs(site: FlowSite, from: LogFrom, span: Span): Promise<Log[]> {
  const { component, container } = from
  const places: Place[] =
    component === undefined
      ? podsWithProxy(site, container)
      : placesBetween(site.topology, await podsOfComponent(site, component))
  return Promise.all(
    places.map(async (place) => {
      const { namespace, pod, leastOf } = place
      const text = await atApi(
        `read the log of ${container} in ${namespace}/${pod}`,
        site.api.core.readNamespacedPodLog({
          namespace,
          name: pod,
          container,
          // The API takes whole seconds only.
          sinceSeconds: Math.ceil((Date.now() - span.since.getTime()) / 1000) + 1,
        }),
      )
      const records = text.split('\n').flatMap(jsonObject)
      return { pod: `${namespace}/${pod}`, leastOf, records: flowsOf(site, from, place, span, records) }
    }),
  )
}

/** The pods of the topology, which must have a proxy, and strangers that have one. */
function podsWithProxy({ pods, topology }: FlowSite, proxy: string): Place[] {
  const called = new Set([CLIENT, ...Object.keys(topology.services)])
  const databases = new Set(databasesOf(topology).map(({ name }) => name))
  return pods
    .filter(
      ({ service, containers }) =>
        called.has(service) || databases.has(service) || containers.some(({ name }) => name === proxy),
    )
    .map((pod) => {
      const perPage = recordsPerPage(topology, pod.service)
      return { ...pod, leastOf: (pages) => pages * perPage }
    })
}

/** So many times fewer than its part of the calls may a proxy get by chance. */
const UNFAIR = 4

/** A proxy between the pods has every call by a name; each of several has a part of them, of many pages a fair one. */
function placesBetween(topology: Topology, pods: readonly Omit<Place, 'leastOf'>[]): Place[] {
  const perPage = callsPerPage(topology) - callsOf(edgesToPodAddresses(topology))
  const leastOf = (pages: number): number =>
    pods.length === 1 ? pages * perPage : Math.floor((pages * perPage) / pods.length / UNFAIR)
  return pods.map((pod) => ({ ...pod, leastOf }))
}

/**
 * Records that a page leaves in a pod's proxy, on the way in and on the way out. A call to a pod's address may pass the caller's proxy
 * as bytes. A database has records of connections alone, when they close, and a stranger none.
 */
function recordsPerPage(topology: Topology, pod: string): number {
  return (
    callsOf(edgesOf(topology).filter(({ from, to }) => from === pod || to === pod)) -
    callsOf(edgesToPodAddresses(topology).filter(({ from }) => from === pod))
  )
}

const callsOf = (edges: readonly Edge[]): number =>
  edges.reduce((calls, { callsPerPage }) => calls + callsPerPage, 0)

/** The log is asked for whole seconds, and has other things as JSON too. */
function flowsOf(
  site: FlowSite,
  { component }: LogFrom,
  { node, address }: Place,
  span: Span,
  records: object[],
): Log['records'] {
  const stands: ProxyPlace = component === undefined ? 'in a pod' : 'between pods'
  const ours = [...site.names.namespaces.values()]
  return records.flatMap((record) => {
    // A proxy between the pods carries the requests of other arms, too.
    if (component !== undefined && !isFor(record, ours)) return []
    const emitter = ourEmitter('envoy-access-log')
    const lines = readAccessRecord(record, {
      ...{ emitter, node, stands, podAt: (at: string) => podAt(site, at) },
      ...(address !== undefined && { ownAddress: address }),
    })
    if ('problem' in lines) return []
    const began = new Date(lines[0]!.flow!.time)
    return isIn(span, began) ? [{ began, lines }] : []
  })
}

/** Whether a request was for a host in one of these namespaces: "stock.shop:80". */
function isFor(record: object, namespaces: readonly string[]): boolean {
  const { authority } = record as { authority?: unknown }
  const [, namespace] = typeof authority === 'string' ? authority.replace(/:\d+$/, '').split('.') : []
  return namespace !== undefined && namespaces.includes(namespace)
}
