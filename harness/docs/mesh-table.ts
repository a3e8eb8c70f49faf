/** The table of datapaths on Kubernetes, from clusters/meshes. */
import type { LoadedMesh } from '../providers/kubernetes/mesh/load-mesh.ts'
import { table } from './generated-block.ts'

export const meshTable = (meshes: readonly LoadedMesh[]): string =>
  table(
    ['`--datapaths`', 'What it is', 'Folder, version', 'Charts from', 'Run by us'],
    meshes.flatMap((mesh) =>
      mesh.datapaths.map(({ name, title, notYetRun }) => [
        `\`${name}\``,
        title,
        `[${mesh.name}](../clusters/meshes/${mesh.name}) ${mesh.version}`,
        chartsOf(mesh) || 'nothing to install',
        notYetRun ? '**not yet**' : 'yes, in a lab',
      ]),
    ),
  )

const chartsOf = ({ releases }: LoadedMesh): string =>
  [...new Set(releases.map(({ repository }) => `\`${repository}\``))].join(', ')
