/** Collects the flow records of a few pages from the datapath's own source. The run keeps them as evidence. */
import { setTimeout as sleep } from 'node:timers/promises'
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
/** Pages sent after the source is on, because a page sent while it was switched on may have failed. */
const FLOW_PAGES = 5

/** Sends pages and returns the flow records of the source; null where the datapath keeps no flows. */
export async function collectFlows(
  site: ArmProofSite & { folder: string },
  sendPages: (pages: number) => Promise<unknown>,
): Promise<{ source: string; records: object[] } | null> {
  const { flows } = site.datapath
  if (!flows) return null
  const enabled = flows.enable === undefined ? [] : namespaceManifests(site, flows.enable)
  const since = new Date()
  try {
    await apply(site.api, enabled)
    if (enabled.length > 0)
      await waitFor(
        `${flows.source} to be switched on`,
        CONFIGURED_WITHIN_MS,
        async () => {
          await sendPages(1)
          // Each proxy gets the configuration at its own time, so wait until every log has records.
          const logs = await readFlows(site, flows, since)
          return logs.every((records) => records.length > 0) || undefined
        },
        500,
      )
    await sendPages(FLOW_PAGES)
    await sleep(WRITTEN_AFTER_MS)
    return { source: flows.source, records: (await readFlows(site, flows, since)).flat() }
  } finally {
    for (const object of enabled) await remove(site.api, object)
  }
}

const namespaceManifests = ({ folder, names }: ArmProofSite & { folder: string }, file: string) =>
  [...names.namespaces.values()].flatMap((namespace) => filledManifests(folder, [file], { namespace }))

/** The flow records, one list for each log: of every pod, or of every namespace, depending on the source. */
async function readFlows(site: ArmProofSite, { from }: MeshFlows, since: Date): Promise<object[][]> {
  const texts =
    'log' in from ? await readLogs(site, from.log.container, since) : await readByExec(site, from.exec, since)
  return texts.map((text) => text.split('\n').flatMap(jsonObject))
}

/** The API takes `sinceSeconds` in whole seconds only. */
const readLogs = ({ api, pods }: ArmProofSite, container: string, since: Date): Promise<string[]> =>
  Promise.all(
    pods
      .filter(({ service }) => service !== UNINJECTED)
      .map(({ namespace, pod }) =>
        atApi(
          `read the log of ${container} in ${namespace}/${pod}`,
          api.core.readNamespacedPodLog({
            namespace,
            name: pod,
            container,
            sinceSeconds: Math.ceil((Date.now() - since.getTime()) / 1000) + 1,
          }),
        ),
      ),
  )

async function readByExec(
  site: ArmProofSite,
  { component, container, command }: Extract<MeshFlows['from'], { exec: object }>['exec'],
  since: Date,
): Promise<string[]> {
  const [pod] = await podsOfComponent(site, component)
  return Promise.all(
    [...new Set(site.names.namespaces.values())].map(async (namespace) => {
      const values = { namespace, since: since.toISOString() }
      const filled = command.map((part) => fill(part, values))
      return (await execIn(site.api, { ...pod!, container }, filled)).stdout.toString()
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
