/** Lines of access logs that nodes keep as files: the container runtime writes there what proxies print. */
import { join } from 'node:path'
import { arrived } from '../../shared/collectors/arrived.ts'
import { lineCounters, linesLogged } from '../../shared/collectors/requests-seen.ts'
import type { NodePlaces } from '../cluster.ts'
import type { Counted } from '../mesh/sight-schema.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import { logFolder, type LogFolder } from './log-folder.ts'
import type { SeeingMeans } from './means.ts'
import { proxiedPods, requestsTaken } from './targets-of-counts.ts'

/** Istio's proxies write once a second, and a loaded machine may be late with it. */
const MOST_WAIT_MS = 3000
const LOOK_MS = 250
/** Where a kubelet keeps the logs of containers. */
const LOGS = 'var/log/pods'

export async function loggedLines(
  site: ArmProofSite,
  { container, taken }: Counted<'log lines'>,
  nodes: NodePlaces,
): Promise<SeeingMeans> {
  const pods = proxiedPods(site)
  const logs = new Map<string, LogFolder>()
  for (const pod of pods) logs.set(pod.service, logFolder(await folderOf(pod, container, nodes)))
  const read = async () => {
    await Promise.all([...logs.values()].map((log) => log.read()))
    const all = [...logs.values()].map((log) => log.soFar())
    return {
      lines: all.reduce((sum, { lines }) => sum + lines, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      isWhole: all.every(({ isWhole }) => isWhole),
    }
  }
  const written = () =>
    arrived({
      taken: () => requestsTaken(site, taken),
      read,
      countOf: ({ lines }) => lines,
      mostMs: MOST_WAIT_MS,
      lookMs: LOOK_MS,
    })
  return {
    claims: linesLogged(
      pods.map(({ service }) => ({ pod: service, where: `access log of ${service}` })),
      'the log file on the node',
    ),
    async readCounters() {
      await written()
      return lineCounters([...logs].map(([service, log]) => [service, log.soFar().lines]))
    },
    async seen() {
      const { taken: made, lines, bytes, isWhole } = await written()
      return {
        events: lines,
        bytes,
        lost: isWhole
          ? made - lines
          : {
              notMeasured:
                'the node compressed a log before it was read: logs grow faster than they are read',
            },
      }
    },
  }
}

const folderOf = async (
  { namespace, pod, uid, node }: WorkloadPod,
  container: string,
  nodes: NodePlaces,
): Promise<string> => join((await nodes(node)).root, LOGS, `${namespace}_${pod}_${uid}`, container)
