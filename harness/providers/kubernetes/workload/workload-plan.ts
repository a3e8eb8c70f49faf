/** The plan for an arm's objects on a cluster, from the run and the arm. Pure. */
import type { ArmSpec } from '../../../scenario/schema.ts'
import type { RunSite } from '../../provider.ts'
import type { Cluster } from '../cluster.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { datapathWith, needsCollector, sightOf } from '../mesh/sights.ts'
import { armNames } from './arm-names.ts'
import { COLLECTOR, isGateway, type WorkloadPlan } from './manifests.ts'

export const workloadPlan = (
  site: RunSite,
  spec: ArmSpec,
  datapath: MeshDatapath,
  { workloadImage: image, databaseImage, nodes }: Pick<Cluster, 'workloadImage' | 'databaseImage' | 'nodes'>,
): WorkloadPlan => {
  const names = armNames(site.runId, spec, site.topology, {
    allQualified: isGateway(datapath.addressing),
    ...(site.attempts && { strangers: site.attempts.strangers }),
  })
  const sight = sightOf(datapath, spec.seeing)
  return {
    names,
    topology: site.topology,
    datapath: datapathWith(datapath, sight, `${COLLECTOR}.${names.collectorNamespace}`),
    image,
    databaseImage,
    iterationsPerUs: site.iterationsPerUs,
    clientPlacement: site.clientPlacement,
    hasCollector: nodes !== null && needsCollector(sight),
  }
}
