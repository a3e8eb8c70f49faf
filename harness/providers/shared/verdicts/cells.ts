/** The cells of an arm's verdict matrix, with what the policies say of each. */
import type { Attempt, Verdict } from '../../../policy/attempt.ts'
import { judge, type EnforcementPoint } from '../../../policy/evaluate/enforcement-point.ts'
import type { Policies } from '../../../policy/policy.ts'
import type { MeshMembership, World } from '../../../policy/world.ts'
import type { VerdictCell } from '../../../results/verdicts.ts'
import { databasesOf, queryEdgesOf } from '../../../scenario/queries.ts'
import type { Topology } from '../../../scenario/schema.ts'
import { CLIENT, edgesOf } from '../../../scenario/topology.ts'
import { callAttempt } from '../policy-calls.ts'
import { DATABASE_PORT, TARGET_PORT } from '../ports.ts'
import { furtherPorts, names, requestsOf } from './asked.ts'

/** Only sidecars that require mutual TLS enforce policies: without TLS no caller has a principal. */
const STRICT = { mutualTls: 'strict' } as const
/** About half a minute of tries on two cores; a topology of 40 services without ports and requests of its own has as many pairs. */
const MOST_CELLS = 1600

export interface Cell extends VerdictCell {
  attempt: Attempt
}

export interface MatrixSite {
  topology: Topology
  /** The arm's pods. @param mesh membership of the pods; null for a datapath without sidecars */
  worldWith: (mesh: MeshMembership | null) => World
}

/**
 * Every caller (the client and the services) with every other service and database, at every port and request that policies tell apart.
 * Calls of the page come first.
 * @param point where the arm enforces policies; absent for an arm that enforces none
 */
export function cellsOf(
  site: MatrixSite,
  policies: Policies,
  point?: EnforcementPoint,
): { cells: Cell[]; leftOut: number } {
  const worlds = { identity: site.worldWith(null), proxy: site.worldWith(STRICT) }
  const all = targetsOf(site, policies, worlds.proxy).map(({ from, to, port, served, request }): Cell => {
    const attempt = attemptOf(site, { from, to, port, served, request })
    const verdictAt = (at: EnforcementPoint): Verdict => judge(worlds[at.at], policies, attempt, at)
    const verdicts = together(policies).map(verdictAt)
    return {
      ...{ from, to, port, served, request, attempt },
      expected: point ? cellVerdict(verdictAt(point)) : { outcome: 'allowed', by: [] },
      together: cellVerdict(verdicts.find(({ outcome }) => outcome !== 'allowed') ?? verdicts[0]!),
      compiled: null,
      tries: [],
      ...(point?.at === 'proxy' && served === 'nothing' && { notTried: LOOKS_ALIKE }),
    }
  })
  const needed = new Set([...edgesOf(site.topology), ...queryEdgesOf(site.topology)].map(key))
  const inOrder = [
    ...all.filter((cell) => needed.has(key(cell))),
    ...all.filter((cell) => !needed.has(key(cell))),
  ]
  return { cells: inOrder.slice(0, MOST_CELLS), leftOut: Math.max(0, all.length - MOST_CELLS) }
}

const key = ({ from, to }: { from: string; to: string }): string => JSON.stringify([from, to])

const LOOKS_ALIKE = 'behind a proxy, a port on which nobody listens ends like one that is denied'

/** All policies, each where it would be enforced in full. */
const together = ({ network, authorization }: Policies): EnforcementPoint[] => [
  ...(network.length > 0 ? [{ at: 'identity' as const, enforcesRequests: true }] : []),
  ...(authorization.length > 0 ? [{ at: 'proxy' as const }] : []),
]

const cellVerdict = ({ outcome, by }: Verdict): VerdictCell['expected'] => ({ outcome, by: names(by) })

type Target = Pick<VerdictCell, 'from' | 'to' | 'port' | 'served' | 'request'>

function targetsOf({ topology }: MatrixSite, policies: Policies, world: World): Target[] {
  const services = Object.keys(topology.services)
  const callers = [CLIENT, ...services]
  const servers = [
    ...services.map((name) => ({ to: name, port: TARGET_PORT, served: 'http' as const })),
    ...databasesOf(topology).map(({ name }) => ({
      to: name,
      port: DATABASE_PORT,
      served: 'database' as const,
    })),
  ].map((server) => ({
    ...server,
    requests: server.served === 'http' ? requestsOf(world, policies, server.to) : [null],
    further: furtherPorts(world, policies, server.to, server.port),
  }))
  return callers.flatMap((from) =>
    servers
      .filter(({ to }) => to !== from)
      .flatMap(({ to, port, served, requests, further }): Target[] => [
        ...requests.map((request) => ({ from, to, port, served, request })),
        ...further.map((other) => ({ from, to, port: other, served: 'nothing' as const, request: null })),
      ]),
  )
}

function attemptOf({ topology }: MatrixSite, { from, to, port, request }: Target): Attempt {
  const service = topology.services[to]
  if (service && request)
    return callAttempt(topology, from, to, { ...request, host: `${to}.${service.namespace}` })
  return { from: { kind: 'pod', pod: from }, to: { kind: 'pod', pod: to }, protocol: 'TCP', port }
}
