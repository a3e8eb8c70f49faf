/** Collects the flow records of a few pages from the datapath's own source. The run keeps them as evidence. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EndLooking, FlowSource } from '../../../arm/observe-pages.ts'
import { readAccessRecord } from '../../../flows/access-log.ts'
import { endOfPod, ourEmitter, type FlowLine } from '../../../flows/hubble.ts'
import { waitFor } from '../../../system/wait.ts'
import { apply, remove } from '../api/apply.ts'
import { execIn } from '../api/exec.ts'
import { atApi } from '../api/failure.ts'
import { fill } from '../mesh/fill.ts'
import type { MeshFlows } from '../mesh/proof-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { podsOfComponent } from '../proofs/reader.ts'
import { UNINJECTED } from '../workload/manifests.ts'
import { filledManifests } from '../mesh/manifests.ts'

/** A proxy gets a new configuration after some 100 ms; a loaded control plane needs seconds. */
const CONFIGURED_WITHIN_MS = 20_000
/** Flow sources write their records in batches, so the last ones come late. */
const WRITTEN_AFTER_MS = 1500
/** The source of an arm's flows; null where the datapath keeps none. */
export function flowSourceOf(
  site: ArmProofSite & { folder: string },
  sendPages: (pages: number) => Promise<unknown>,
): FlowSource | null {
  const { flows } = site.datapath
  if (!flows) return null
  const isLog = 'log' in flows.from
  return {
    source: isLog ? `${flows.source}, made into flows by hopbench` : flows.source,
    emitter: isLog ? ourEmitter('envoy-access-log') : null,
    sees: isLog || site.datapath.capability.parsesL7 ? 'requests' : 'connections',
    switchedOn: flows.enable === undefined ? [] : [`${flows.source} (${flows.enable})`],
    begin: () => beginCollecting(site, flows, sendPages),
  }
}

/** Switches the source on, if it has to be, and off again when the look ends. */
async function beginCollecting(
  site: ArmProofSite & { folder: string },
  flows: MeshFlows,
  sendPages: (pages: number) => Promise<unknown>,
): Promise<EndLooking> {
  const enabled = flows.enable === undefined ? [] : namespaceManifests(site, flows.enable)
  const began = new Date()
  const switchOff = async () => {
    for (const object of enabled) await remove(site.api, object)
  }
  try {
    await apply(site.api, enabled)
    if (enabled.length > 0)
      await waitFor(
        `${flows.source} to be switched on`,
        CONFIGURED_WITHIN_MS,
        async () => {
          await sendPages(1)
          // Each proxy gets the configuration at its own time, so wait until every log has records.
          const logs = await readFlows(site, flows, began)
          return logs.every(({ records }) => records.length > 0) || undefined
        },
        500,
      )
  } catch (error) {
    await switchOff()
    throw error
  }
  return async (from) => {
    try {
      await sleep(WRITTEN_AFTER_MS)
      const logs = await readFlows(site, flows, from)
      return 'log' in flows.from
        ? { lines: linesOfLogs(site, logs, from), lost: { notMeasured: 'a log does not tell what it lost' } }
        : answered(logs)
    } finally {
      await switchOff()
    }
  }
}

/** Flows of the records that began since then. The log is asked for whole seconds, so it has earlier ones too. */
function linesOfLogs(site: ArmProofSite, logs: readonly Log[], from: Date): FlowLine[] {
  const podAt = (address: string) => {
    const pod = site.pods.find((candidate) => candidate.address === address)
    return pod && endOfPod({ workload: pod.service, namespace: pod.namespace, pod: pod.pod })
  }
  return logs
    .flatMap(({ node, records }) =>
      records.flatMap((record) => {
        const emitter = ourEmitter('envoy-access-log')
        const lines = readAccessRecord(record, { emitter, node, podAt })
        // The container logs other things as JSON too.
        return 'problem' in lines || new Date(lines[0]!.flow!.time) < from ? [] : lines
      }),
    )
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

/** The answers for all namespaces as one: the flows between two namespaces are in the answers for both. */
function answered(logs: readonly Log[]): { lines: object[]; lost: number } {
  const records = new Map(
    logs.flatMap((log) => log.records).map((record) => [JSON.stringify(record), record] as const),
  )
  const lines = [...records.values()]
  return { lines, lost: lostOf(lines) }
}

/** What the source says of itself that it lost. */
const lostOf = (lines: readonly object[]): number =>
  lines.reduce((sum, line) => {
    const { lost_events: lost } = line as { lost_events?: { num_events_lost?: string } }
    return sum + Number(lost?.num_events_lost ?? 0)
  }, 0)

const namespaceManifests = ({ folder, names }: ArmProofSite & { folder: string }, file: string) =>
  [...names.namespaces.values()].flatMap((namespace) => filledManifests(folder, [file], { namespace }))

/** The records of one log: of a pod, or of a namespace, depending on the source. */
interface Log {
  node: string
  records: object[]
}

async function readFlows(site: ArmProofSite, { from }: MeshFlows, since: Date): Promise<Log[]> {
  const texts =
    'log' in from ? await readLogs(site, from.log.container, since) : await readByExec(site, from.exec, since)
  return texts.map(({ node, text }) => ({ node, records: text.split('\n').flatMap(jsonObject) }))
}

interface Text {
  node: string
  text: string
}

/** The API takes `sinceSeconds` in whole seconds only. */
const readLogs = ({ api, pods }: ArmProofSite, container: string, since: Date): Promise<Text[]> =>
  Promise.all(
    pods
      .filter(({ service }) => service !== UNINJECTED)
      .map(async ({ namespace, pod, node }) => ({
        node,
        text: await atApi(
          `read the log of ${container} in ${namespace}/${pod}`,
          api.core.readNamespacedPodLog({
            namespace,
            name: pod,
            container,
            sinceSeconds: Math.ceil((Date.now() - since.getTime()) / 1000) + 1,
          }),
        ),
      })),
  )

async function readByExec(
  site: ArmProofSite,
  { component, container, command }: Extract<MeshFlows['from'], { exec: object }>['exec'],
  since: Date,
): Promise<Text[]> {
  const [pod] = await podsOfComponent(site, component)
  return Promise.all(
    [...new Set(site.names.namespaces.values())].map(async (namespace) => {
      const values = { namespace, since: since.toISOString() }
      const filled = command.map((part) => fill(part, values))
      return { node: '', text: (await execIn(site.api, { ...pod!, container }, filled)).stdout.toString() }
    }),
  )
}

/** The JSON object of a log line; an empty list for any other line. */
function jsonObject(line: string): object[] {
  if (!line.startsWith('{')) return []
  try {
    return [JSON.parse(line) as object]
  } catch {
    return []
  }
}
