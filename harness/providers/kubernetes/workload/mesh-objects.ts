/** The mesh's objects for an arm: those for every namespace, for every service, and for the policy. */
import type { Manifest } from '../api/manifest.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { allowedList, filledManifests } from '../mesh/manifests.ts'
import type { WorkloadPlan } from './manifests.ts'

export function meshObjects({ folder }: LoadedMesh, { names, topology, datapath }: WorkloadPlan): Manifest[] {
  const services = Object.keys(topology.services)
  const { policy } = topology
  const callersOf = (service: string) =>
    (policy?.allow ?? [])
      .filter(({ to }) => to.includes(service))
      .map(({ from }) => ({ caller: from, callerNamespace: names.namespaceOf(from) }))
  return [
    ...[...names.namespaces.values()].flatMap((namespace) =>
      filledManifests(folder, datapath.manifests, { namespace }),
    ),
    ...services.flatMap((service) =>
      filledManifests(folder, datapath.serviceManifests, { service, namespace: names.namespaceOf(service) }),
    ),
    ...(policy ? services : []).flatMap((service) =>
      filledManifests(folder, datapath.policyManifests, {
        service,
        namespace: names.namespaceOf(service),
        allowed: allowedList(datapath, callersOf(service)),
      }),
    ),
  ]
}
