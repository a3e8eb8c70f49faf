/** Finds what this machine lacks for some datapaths on kind. */
import { probeNeeds, type NeedName } from '../../../system/needs.ts'
import type { Missing } from '../../provider.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { Mesh, MeshDatapath } from '../mesh/schema.ts'
import type { KindOptions } from './flags.ts'

/** Root is needed to read the memory of every process, and to capture packets of pods for proofs. */
const CLUSTER_NEEDS: readonly NeedName[] = ['linux', 'root', 'cgroup2', 'engine', 'kind']

/** What a datapath on kind needs of this machine. */
export const needsOf = ({ releases }: Mesh, { proofs }: MeshDatapath): NeedName[] => [
  ...CLUSTER_NEEDS,
  ...(releases.length > 0 ? ['helm' as const] : []),
  ...(releases.some(({ authority }) => authority !== undefined) ? ['openssl' as const] : []),
  ...(proofs.some(({ proof }) => proof === 'wire') ? ['tcpdump' as const] : []),
]

/** Probes this machine. An empty list means that all of these datapaths can run. */
export async function missingNeeds(
  wanted: { mesh: LoadedMesh; datapath: MeshDatapath }[],
  { images, charts }: Pick<KindOptions, 'images' | 'charts'>,
): Promise<Missing[]> {
  const needs = await probeNeeds([
    ...new Set([...CLUSTER_NEEDS, ...wanted.flatMap(({ mesh, datapath }) => needsOf(mesh, datapath))]),
  ])
  const withCharts = wanted.filter(({ mesh }) => mesh.releases.length > 0)
  const chartsMissing: Missing[] =
    images !== undefined && charts === undefined && withCharts.length > 0
      ? [
          {
            what: 'a folder of charts: a run with --images downloads nothing',
            advice:
              'name the folder with --charts; fill it with `helm pull` on a machine with internet access',
            datapaths: withCharts.map(({ datapath }) => datapath.name),
          },
        ]
      : []
  const unmet = needs
    .filter((need) => need.problem !== null && need.blockedBy === null)
    .map((need) => ({
      what: `${need.title}: ${need.problem ?? ''}`,
      advice: need.advice,
      datapaths: wanted
        .filter(({ mesh, datapath }) => needsOf(mesh, datapath).includes(need.name))
        .map(({ datapath }) => datapath.name),
    }))
  return [...unmet, ...chartsMissing]
}
