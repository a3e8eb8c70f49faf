/** The part of a scenario that a run's record keeps. */
import { databasesOf, queryEdgesOf } from './queries.ts'
import type { Call, Scenario } from './schema.ts'
import { callGroups, callsPerPage, edgesOf, edgesToPodAddresses, hopsPerPage, serviceOf } from './topology.ts'

/** Databases and queries are absent for a topology without databases, as in older records. */
export function describeScenario({ name, description, topology, clientPlacement }: Scenario) {
  const databases = databasesOf(topology)
  const toPodAddresses = edgesToPodAddresses(topology)
  const names = (groups: Call[][]) => groups.map((group) => group.map(({ call }) => serviceOf(call)))
  return {
    name,
    description,
    services: Object.fromEntries(
      Object.entries(topology.services).map(([service, { namespace, steps, responseBytes }]) => [
        service,
        {
          namespace,
          calls: names(callGroups(steps)).flat(),
          cpuUs: steps.reduce((sum, step) => sum + ('cpuUs' in step ? step.cpuUs : 0), 0),
          responseBytes,
        },
      ]),
    ),
    ...(databases.length > 0 && {
      databases: Object.fromEntries(databases.map(({ name, namespace }) => [name, { namespace }])),
      queries: queryEdgesOf(topology),
    }),
    page: names(callGroups(topology.page)),
    edges: edgesOf(topology),
    ...(toPodAddresses.length > 0 && { toPodAddresses }),
    clientPlacement,
    hopsPerPage: hopsPerPage(topology),
    callsPerPage: callsPerPage(topology),
  }
}
