/** Finds what a run in an existing cluster lacks: the image of services and client, rights, meshes. */
import { join } from 'node:path'
import { BenchError } from '../../../errors.ts'
import type { Missing } from '../../provider.ts'
import type { Manifest } from '../api/manifest.ts'
import { connect } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { findMeshDatapath } from '../plan/cluster-plan.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { readManifest } from '../mesh/manifests.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import type { KubeconfigOptions } from './flags.ts'
import { missingRights } from '../api/missing-rights.ts'
import { INSTALL, RIGHTS, rightsFor } from './rights.ts'

/** Creates nothing. */
export async function missingNeeds(names: string[], options: KubeconfigOptions): Promise<Missing[]> {
  const missing: Missing[] = []
  const note = (what: string, advice: string, datapaths = names) => missing.push({ what, advice, datapaths })
  if (options.workloadImage === undefined)
    note(
      'an image of services and client: --workload-image',
      '`npm run image` builds one and prints its name; push it to a registry that the cluster pulls from',
    )
  const api = connect(options.kubeconfig, options.context)
  try {
    const ofMeshes = names.flatMap((name) => {
      const { mesh, datapath } = findMeshDatapath(meshes, name)
      const why = `${datapath.title}’s own objects`
      return [
        ...rightsFor(objectsIn(mesh, keptManifests(datapath)), ['get', 'create', 'patch'], why),
        ...rightsFor(objectsIn(mesh, flowManifests(datapath)), ['get', 'create', 'patch', 'delete'], why),
      ]
    })
    const rights = [...RIGHTS, ...ofMeshes, ...(options.installMeshes ? [INSTALL] : [])]
    const lacking = await missingRights(api, rights)
    for (const right of lacking)
      note(
        `the right to ${right}`,
        'clusters/README.md has a role with all rights: ask the administrator of the cluster for it',
      )
    // A user who may not list pods cannot look for the pods of a mesh.
    if (lacking.length > 0) return missing
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    note(error.what, error.advice)
    return missing
  }
  if (options.installMeshes) return missing
  for (const name of names) {
    const { mesh } = findMeshDatapath(meshes, name)
    for (const { name: component, namespace, selector } of mesh.components.filter(
      ({ optional }) => !optional,
    )) {
      const { items } = await atApi(
        `look for ${component}`,
        api.core.listNamespacedPod({ namespace, labelSelector: selector }),
      )
      if (items.length === 0)
        note(
          `${mesh.title}: no pod ${selector} in ${namespace}`,
          `install ${mesh.title} ${mesh.version}, or let hopbench install and remove it: --install-meshes`,
          [name],
        )
    }
  }
  return missing
}

/** Manifests whose objects are removed together with their namespaces. */
const keptManifests = ({ manifests, serviceManifests, policyManifests }: MeshDatapath): string[] => [
  ...manifests,
  ...serviceManifests,
  ...policyManifests,
]
/** The manifest whose objects are removed again while the arm stays up. */
const flowManifests = ({ flows }: MeshDatapath): string[] =>
  flows?.enable === undefined ? [] : [flows.enable]

/** The objects of these files, with unfilled placeholders. */
const objectsIn = ({ folder }: LoadedMesh, files: string[]): Manifest[] =>
  files.flatMap((file) => readManifest(join(folder, file))) as Manifest[]
