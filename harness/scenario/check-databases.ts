/** Checks what the schema cannot express of a topology's databases and the queries that services send them. */
import { didYouMean } from '../words/did-you-mean.ts'
import type { Problem } from '../yaml/problem.ts'
import { queriesBy } from './queries.ts'
import type { Topology } from './schema.ts'
import { CLIENT, DNS, mayCall, serviceOf } from './topology.ts'

/** Returns the problems of a topology. Paths begin at the topology. */
export function checkDatabases(topology: Topology): Problem[] {
  return [...wrongNames(topology), ...wrongQueries(topology), ...notQueried(topology)]
}

function wrongNames({ services, databases = {} }: Topology): Problem[] {
  return Object.keys(databases).flatMap((key) => {
    const path = ['databases']
    if (key === CLIENT || key === DNS)
      return [{ path, key, message: 'is the name of a pod that every arm has: choose another' }]
    if (Object.hasOwn(services, key))
      return [{ path, key, message: 'is the name of a service as well: choose another' }]
    return []
  })
}

/** Names resolve as those of services do: a bare name in the service's namespace, `name.namespace` everywhere. */
function wrongQueries(topology: Topology): Problem[] {
  const { services, databases = {} } = topology
  return queriesBy(topology).flatMap(({ from, query, step }): Problem[] => {
    const path = ['services', from, 'steps', step, 'query']
    const [, namespace, ...rest] = query.query.split('.')
    const name = serviceOf(query.query)
    const database = Object.hasOwn(databases, name) ? databases[name] : undefined
    if (!database || rest.length > 0)
      return [
        {
          path,
          message: `queries ${query.query}, which is not a database of this topology${didYouMean(name, Object.keys(databases))}`,
        },
      ]
    const callers = services[from]!.namespace
    if ((namespace ?? callers) !== database.namespace)
      return [
        {
          path,
          message: `${query.query} would not resolve: ${from} is in namespace ${callers}, ${name} in ${database.namespace}; call it ${name}.${database.namespace}`,
        },
      ]
    if (mayCall(topology, from, name)) return []
    return [
      {
        path,
        message: `the policy forbids ${from} → ${name}: allow it under policy.allow, or remove the query`,
      },
    ]
  })
}

function notQueried(topology: Topology): Problem[] {
  const queried = new Set(queriesBy(topology).map(({ query }) => serviceOf(query.query)))
  return Object.keys(topology.databases ?? {})
    .filter((name) => !queried.has(name))
    .map((key) => ({
      path: ['databases'],
      key,
      message: 'is never queried: query it from a service, or remove it',
    }))
}
