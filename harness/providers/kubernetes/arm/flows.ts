/** Flow records of a few pages, from the datapath's own source: kept as evidence of the run. */
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

/** A proxy has a new configuration after some 100 ms; a loaded control plane takes seconds. */
const CONFIGURED_WITHIN_MS = 20_000
/** Records are written in batches. */
const WRITTEN_AFTER_MS = 1500
/** A page that failed on the way to the configuration is no flow of the proof. */
const FLOW_PAGES = 5

/** Sends pages and returns what the source says of them; null where the datapath keeps no flows. */
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
          // Each proxy is told by itself: the last one is waited for.
          const places = await readFlows(site, flows, since)
          return places.every((records) => records.length > 0) || undefined
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

/** Records of each place that has some of its own: every pod's log, or every namespace. */
async function readFlows(site: ArmProofSite, { from }: MeshFlows, since: Date): Promise<object[][]> {
  const texts =
    'log' in from ? await readLogs(site, from.log.container, since) : await readByExec(site, from.exec, since)
  return texts.map((text) => text.split('\n').flatMap(jsonObject))
}

/** Whole seconds: the API knows no finer ones. */
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
      const words = { namespace, since: since.toISOString() }
      const filled = command.map((word) => fill(word, words))
      return (await execIn(site.api, { ...pod!, container }, filled)).stdout.toString()
    }),
  )
}

/** A log has other lines too. */
function jsonObject(line: string): object[] {
  if (!line.startsWith('{')) return []
  try {
    return [JSON.parse(line) as object]
  } catch {
    return []
  }
}
