/** Flows from the access logs of proxies, which are on for a look only, unless the arm is measured with them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EndLooking, FlowSource } from '../../../arm/observe-pages.ts'
import { BenchError } from '../../../errors.ts'
import { readAccessRecord, type ProxyPlace } from '../../../flows/access-log.ts'
import { endOfPod, ourEmitter, type FlowLine } from '../../../flows/hubble.ts'
import { databasesOf } from '../../../scenario/queries.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import { waitFor } from '../../../system/wait.ts'
import { atApi } from '../api/failure.ts'
import type { MeshFlows } from '../mesh/proof-schema.ts'
import { podsOfComponent } from '../proofs/reader.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import type { FlowSite } from './flow-site.ts'
import { jsonObject } from './json-lines.ts'
import { switchOf } from './switch-on.ts'

/** A proxy gets a new configuration after some 100 ms; a loaded control plane needs seconds. */
const CONFIGURED_WITHIN_MS = 20_000

/** A proxy writes its log once a second; beside three clusters on two cores the last record has needed more than another second. */
const LOGGED_WITHIN_MS = 20_000

type LogFrom = Extract<MeshFlows['from'], { log: object }>['log']

/** @param isOn whether the arm logs while it is measured, too */
export const logSource = (site: FlowSite, flows: MeshFlows, from: LogFrom, isOn: boolean): FlowSource => ({
  source: `${flows.source}, made into flows by hopbench`,
  emitter: ourEmitter('envoy-access-log'),
  sees: 'requests',
  switchedOn: flows.enable === undefined || isOn ? [] : [`${flows.source} (${flows.enable})`],
  begin: () => beginLooking(site, flows, from, isOn),
})

async function beginLooking(
  site: FlowSite,
  flows: MeshFlows,
  from: LogFrom,
  isOn: boolean,
): Promise<EndLooking> {
  const source = switchOf(site, flows.source, flows.enable, isOn)
  const began = new Date()
  try {
    await source.on()
    if (flows.enable !== undefined && !isOn)
      await waitFor(
        `${flows.source} to be switched on`,
        CONFIGURED_WITHIN_MS + flows.lateMs,
        async () => {
          await site.sendPages(1)
          // Each proxy gets the configuration at its own time, so wait until every log has records.
          const logs = await readLogs(site, from, began)
          return logs.every(({ records, isTold }) => records.length > 0 || !isTold) || undefined
        },
        500,
      )
  } catch (error) {
    await source.off()
    throw error
  }
  return async (since) => {
    try {
      // The middle of the wait parts the pages from one more: the clock of a node may differ by half of the wait.
      await sleep(flows.lateMs / 2)
      const until = new Date()
      await sleep(flows.lateMs / 2)
      await source.expectOn()
      await site.sendPages(1)
      await expectLogged(site, flows, from, until)
      const logs = await readLogs(site, from, since)
      return {
        lines: logs.flatMap((log) => linesOf(site, from, log, since, until)).toSorted(byTime),
        lost: { notMeasured: 'a log does not tell what it lost' },
      }
    } finally {
      await source.off()
    }
  }
}

const byTime = (a: FlowLine, b: FlowLine): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)

interface Log {
  pod: string
  node: string
  /** Of a pod of the arm; absent for a proxy between the pods. */
  address?: string
  records: object[]
  /** Whether every page leaves records here: a database has those of connections alone, when they close, and a stranger none. */
  isTold: boolean
}

/** Flows of the records that began in this time. The log is asked for whole seconds, so it has earlier ones too. */
function linesOf(
  site: FlowSite,
  { component }: LogFrom,
  { node, address, records }: Log,
  since: Date,
  until?: Date,
): FlowLine[] {
  const stands: ProxyPlace = component === undefined ? 'in a pod' : 'between pods'
  const podAt = (address: string) => {
    const pod = site.pods.find((candidate) => candidate.address === address)
    return pod && endOfPod({ workload: pod.service, namespace: pod.namespace, pod: pod.pod })
  }
  return records.flatMap((record) => {
    const emitter = ourEmitter('envoy-access-log')
    const lines = readAccessRecord(record, {
      ...{ emitter, node, stands, podAt },
      ...(address !== undefined && { ownAddress: address }),
    })
    // The container logs other things as JSON too.
    if ('problem' in lines) return []
    const began = new Date(lines[0]!.flow!.time)
    return since <= began && (until === undefined || began < until) ? lines : []
  })
}

/**
 * Waits until every log has the page that was sent since then. A proxy writes its records in their order, so all earlier ones are there then.
 * @throws BenchError when a log does not get this page: what was read of it may not be whole either
 */
async function expectLogged(site: FlowSite, flows: MeshFlows, from: LogFrom, since: Date): Promise<void> {
  let silent: Log | undefined
  const isLogged = async () => {
    const logs = await readLogs(site, from, since)
    silent = logs.find((log) => log.isTold && linesOf(site, from, log, since).length === 0)
    return silent === undefined || undefined
  }
  try {
    await waitFor(`the last call to be in ${flows.source}`, LOGGED_WITHIN_MS, isLogged, 500)
  } catch (error) {
    if (silent === undefined) throw error
    throw new BenchError(
      `${flows.source} of ${silent.pod} lacks the last call that was made ${LOGGED_WITHIN_MS / 1000} s ago: it was switched off there`,
      'find out who switches it off; the run goes on without its flows',
    )
  }
}

/** The pods of the topology, which must have a proxy, and strangers that have one. */
function podsWithProxy({ pods, topology }: FlowSite, proxy: string) {
  const called = new Set([CLIENT, ...Object.keys(topology.services)])
  const databases = new Set(databasesOf(topology).map(({ name }) => name))
  return pods
    .map((pod) => ({ ...pod, isTold: called.has(pod.service) }))
    .filter(
      ({ service, isTold, containers }) =>
        isTold || databases.has(service) || containers.some(({ name }) => name === proxy),
    )
}

async function readLogs(site: FlowSite, { component, container }: LogFrom, since: Date): Promise<Log[]> {
  const pods: (Pick<WorkloadPod, 'namespace' | 'pod' | 'node'> & { address?: string; isTold?: boolean })[] =
    component === undefined ? podsWithProxy(site, container) : await podsOfComponent(site, component)
  const ours = [...site.names.namespaces.values()]
  return Promise.all(
    pods.map(async ({ namespace, pod, node, address, isTold = true }) => {
      const text = await atApi(
        `read the log of ${container} in ${namespace}/${pod}`,
        site.api.core.readNamespacedPodLog({
          namespace,
          name: pod,
          container,
          // The API takes whole seconds only.
          sinceSeconds: Math.ceil((Date.now() - since.getTime()) / 1000) + 1,
        }),
      )
      const records = text.split('\n').flatMap(jsonObject)
      return {
        ...{ pod: `${namespace}/${pod}`, node, isTold, ...(address !== undefined && { address }) },
        // A proxy between the pods carries the requests of other arms, too.
        records: component === undefined ? records : records.filter((record) => isFor(record, ours)),
      }
    }),
  )
}

/** Whether a request was for a host in one of these namespaces: "stock.shop:80". */
function isFor(record: object, namespaces: readonly string[]): boolean {
  const { authority } = record as { authority?: unknown }
  const [, namespace] = typeof authority === 'string' ? authority.replace(/:\d+$/, '').split('.') : []
  return namespace !== undefined && namespaces.includes(namespace)
}
