/** The mesh's objects for an arm: those for every namespace, for every service, and for the policy. */
import { databasesOf } from '../../../scenario/queries.ts'
import type { Manifest } from '../api/manifest.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import { allowedList, filledManifests } from '../mesh/manifests.ts'
import type { WorkloadPlan } from './manifests.ts'

export function meshObjects({ folder }: LoadedMesh, { names, topology, datapath }: WorkloadPlan): Manifest[] {
  const services = Object.keys(topology.services)
  const { policy } = topology
  const policyFor = (server: string, files: readonly string[]): Manifest[] => {
    if (!policy) return []
    const callers = policy.allow
      .filter(({ to }) => to.includes(server))
      .map(({ from }) => ({ caller: from, callerNamespace: names.namespaceOf(from) }))
    return filledManifests(folder, files, {
      service: server,
      namespace: names.namespaceOf(server),
      allowed: allowedList(datapath, callers),
    })
  }
  return [
    ...[...names.namespaces.values()].flatMap((namespace) =>
      filledManifests(folder, datapath.manifests, { namespace }),
    ),
    ...services.flatMap((service) =>
      filledManifests(folder, datapath.serviceManifests, { service, namespace: names.namespaceOf(service) }),
    ),
    ...services.flatMap((service) => policyFor(service, datapath.policyManifests)),
    ...databasesOf(topology).flatMap(({ name }) => policyFor(name, datapath.databasePolicyManifests)),
  ]
}
