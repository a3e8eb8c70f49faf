/** What each arm's datapath saw of the same pages, held against the calls that the services counted. */
import type { Completeness } from '../../flows/completeness.ts'
import { namesIn, type FlowEdge } from '../../flows/flow-graph.ts'
import type { FlowsAbout } from '../../flows/flows-about.ts'
import type { Sight } from '../../flows/seen-by.ts'
import { isNotMeasured } from '../../results/measured.ts'
import type { RunRecord } from '../../results/record.ts'
import { count } from './format.ts'
import { lookedAt, type Looked } from './looked-at.ts'
import { seenGraph, type SeenGraph } from './seen-graph.ts'
import { plural } from './text.ts'

/** A call of the scenario, with what each arm saw of it, in the order of `ArmSights.arms`. */
export interface CallSights {
  from: string
  to: string
  /** "1 of 2 to its pod's address": calls of the page that skip what stands behind the name; null where none does. */
  note: string | null
  cells: string[]
}

/** What is told of one arm. */
export interface ArmSight {
  label: string
  sees: string
  edges: string
  calls: string
  invented: string
  lost: string
  switchedOn: string
  /** null where it saw nothing, or what it saw is not known. */
  graph: SeenGraph | null
}

export interface ArmSights {
  arms: ArmSight[]
  calls: CallSights[]
}

/**
 * @param arms names and labels of the run's arms, in order
 * @param scenario has the namespaces of services, and says which calls go to the address of a pod
 * @returns null where no arm was looked at
 */
export function armSights(
  arms: readonly { name: string; label: string }[],
  sights: readonly Sight[],
  {
    edges,
    toPodAddresses = [],
    services,
  }: Pick<RunRecord['scenario'], 'edges' | 'toPodAddresses' | 'services'>,
): ArmSights | null {
  const judged = lookedAt(arms, sights)
  if (judged.length === 0) return null
  const calls = new Map(
    judged.flatMap(({ sight }) =>
      [...sight.about.calls, ...(sight.about.queries ?? [])].map(
        ({ from, to }) => [JSON.stringify([from, to]), { from, to }] as const,
      ),
    ),
  )
  return {
    arms: judged.map(({ arm: { label }, sight }) => ({
      ...armSight(label, sight),
      graph:
        sight.read === null || sight.about.unknownSince
          ? null
          : seenGraph(sight.read.graph, services, sight.about.calls),
    })),
    calls: [...calls.values()].map((call) => ({
      ...call,
      note: noteOf(perPage(edges, call), perPage(toPodAddresses, call)),
      cells: judged.map(({ sight }) => cellOf(sight, call)),
    })),
  }
}

const perPage = (edges: RunRecord['scenario']['edges'], call: { from: string; to: string }): number =>
  edges.find(({ from, to }) => from === call.from && to === call.to)?.callsPerPage ?? 0

function noteOf(all: number, toPod: number): string | null {
  if (toPod === 0) return null
  return toPod === all ? 'to its pod’s address' : `${toPod} of ${all} to its pod’s address`
}

function cellOf({ about, read, completeness }: Looked, call: { from: string; to: string }): string {
  if (about.unknownSince) return 'unknown'
  if (read === null) return 'sees nothing'
  const nameOf = namesIn(read.graph)
  const edges = read.graph.edges.filter(
    ({ from, to }) => nameOf(from) === call.from && nameOf(to) === call.to,
  )
  if (edges.length === 0) return 'not seen'
  const made = about.calls.find(({ from, to }) => from === call.from && to === call.to)?.calls ?? 0
  const seen = edges.flatMap(({ calls }) => calls ?? [])
  const total = (key: keyof Pick<FlowEdge, 'connections' | 'encrypted'>): number =>
    edges.reduce((sum, edge) => sum + edge[key], 0)
  const often =
    seen.length > 0
      ? `${count(seen.reduce((sum, calls) => sum + calls, 0))} of ${count(made)} calls`
      : plural(total('connections'), 'connection')
  const late = completeness?.late.some(({ from, to }) => from === call.from && to === call.to)
  return [
    often,
    ...(total('encrypted') > 0 ? ['encrypted'] : []),
    ...(late ? ['shown only when closed'] : []),
  ].join(', ')
}

function armSight(label: string, { about, read, completeness }: Looked): Omit<ArmSight, 'graph'> {
  const unknown = about.unknownSince && `unknown since ${about.unknownSince.since}: ${about.unknownSince.why}`
  const made = about.calls.reduce((sum, { calls }) => sum + calls, 0)
  return {
    label,
    sees: unknown ?? SEES[about.sees],
    edges: completeness ? `${completeness.found} of ${completeness.edges}` : '',
    calls: completeness ? shareText(completeness) : read || unknown ? '' : `0 of ${count(made)}`,
    invented: completeness
      ? completeness.invented.map(({ from, to }) => `${from} → ${to}`).join(', ') || 'none'
      : '',
    lost:
      read === null || unknown ? '' : isNotMeasured(about.lost) ? about.lost.notMeasured : count(about.lost),
    switchedOn: about.switchedOn.join(', '),
  }
}

/** Calls where the source looks into requests, connections where it does not. */
function shareText({ calls, connections }: Completeness): string {
  if ('seen' in calls) return `${count(calls.seen)} of ${count(calls.made)}`
  return 'seen' in connections
    ? `no calls; ${count(connections.seen)} of ${count(connections.made)} connections`
    : `not counted: ${calls.notMeasured}`
}

const SEES: Record<FlowsAbout['sees'], string> = {
  nothing: 'nothing',
  connections: 'connections, not what is asked over them',
  requests: 'requests and their answers',
}
