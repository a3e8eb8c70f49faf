/** The plan for an arm's objects on a cluster, from the run and the arm. Pure. */
import type { ArmSpec } from '../../../scenario/schema.ts'
import type { RunSite } from '../../provider.ts'
import type { Cluster } from '../cluster.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { armNames } from './arm-names.ts'
import { isGateway, type WorkloadPlan } from './manifests.ts'

export const workloadPlan = (
  site: RunSite,
  spec: ArmSpec,
  datapath: MeshDatapath,
  { workloadImage: image, databaseImage }: Pick<Cluster, 'workloadImage' | 'databaseImage'>,
): WorkloadPlan => ({
  names: armNames(site.runId, spec, site.topology, { allQualified: isGateway(datapath.addressing) }),
  topology: site.topology,
  datapath,
  image,
  databaseImage,
  iterationsPerUs: site.iterationsPerUs,
  clientPlacement: site.clientPlacement,
})
