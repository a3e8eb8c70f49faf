/** For tests: which probes of a case can be tried on real datapaths, and why the others cannot. */
import type { Attempt } from '../attempt.ts'
import { withRequestRules } from '../compile.ts'
import { parsePolicies } from '../read/parse-policies.ts'
import { attemptsOf, worldOfCases, type Case, type Probe } from './case.ts'

export interface Tried {
  attempt: Attempt
  seen: Probe['seen']
}

export type OnTheWire = { tried: Tried[]; left: string[] }

const split = (one: Case, reasonOf: (attempt: Attempt, one: Case) => string | null): OnTheWire => {
  const all = (one.probes ?? []).flatMap((probe) =>
    attemptsOf(probe).map((attempt) => ({ attempt, seen: probe.seen, why: reasonOf(attempt, one) })),
  )
  return {
    tried: all.flatMap(({ attempt, seen, why }) => (why === null ? [{ attempt, seen }] : [])),
    left: [...new Set(all.flatMap(({ why }) => why ?? []))],
  }
}

/** Probes that the datapath by identity is tried with: TCP and UDP between pods, the node and addresses of the world. */
export function byIdentityOnTheWire(one: Case): OnTheWire {
  if (one.refused !== undefined) return { tried: [], left: ['refused before anything is compiled'] }
  const { network } = parsePolicies('case.yaml', textOf(one))
  return withRequestRules(network).length > 0
    ? { tried: [], left: ['HTTP and DNS rules need a proxy, so the datapath is given no such policy'] }
    : split(one, identityReason)
}

/** The policies of a case as a file. */
export const textOf = ({ policies }: Case): string =>
  policies.map((policy) => JSON.stringify(policy)).join('\n---\n')

function identityReason({ protocol, http, dnsName }: Attempt, { world = worldOfCases() }: Case): string | null {
  if (http !== undefined || dnsName !== undefined) return 'requests are seen by a proxy only'
  if (protocol === 'SCTP') return 'the datapath carries no SCTP'
  if (protocol === 'ICMP') return 'the programs of the test send no ICMP'
  if (Object.values(world.pods).some(({ hostNetwork }) => hostNetwork === true))
    return 'arms have no pod in the network of the node'
  return null
}

/** Probes that Envoy's RBAC filters are tried with: calls of pods that have a sidecar. */
export const atSidecarOnTheWire = (one: Case): OnTheWire =>
  one.refused === undefined
    ? split(one, sidecarReason)
    : { tried: [], left: ['refused before anything is compiled'] }

function sidecarReason({ from, to, protocol }: Attempt, { world }: Case): string | null {
  if (from.kind !== 'pod' || to.kind !== 'pod') return 'the caller is no pod'
  if (protocol !== 'TCP') return 'sidecars take TCP only'
  if (world?.pods[to.pod]?.mesh === null) return 'no Envoy stands in front of a pod without a sidecar'
  if (from.pod === to.pod) return 'what a pod sends to itself passes no sidecar'
  return null
}
