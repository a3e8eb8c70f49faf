/** Flows that a command in a component's pod prints in Hubble's form: Hubble Relay's. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FlowSource } from '../../../arm/observe-pages.ts'
import { BenchError } from '../../../errors.ts'
import { execIn } from '../api/exec.ts'
import { fill } from '../mesh/fill.ts'
import type { MeshFlows } from '../mesh/proof-schema.ts'
import { podsOfComponent } from '../proofs/reader.ts'
import type { FlowSite } from './flow-site.ts'
import { jsonObject } from './json-lines.ts'

type ExecFrom = Extract<MeshFlows['from'], { exec: object }>['exec']

export const execSource = (site: FlowSite, flows: MeshFlows, from: ExecFrom): FlowSource => ({
  source: flows.source,
  emitter: null,
  sees: site.datapath.capability.parsesL7 ? 'requests' : 'connections',
  switchedOn: [],
  // The source remembers: it is asked when the look ends.
  begin: () =>
    Promise.resolve(async (since) => {
      await sleep(flows.lateMs)
      const lines = await readByExec(site, from, since)
      expectAllNodes(flows.source, lines)
      return { lines, lost: lostOf(lines) }
    }),
})

/** The answers for all namespaces as one: the flows between two namespaces are in the answers for both. */
async function readByExec(
  site: FlowSite,
  { component, container, command }: ExecFrom,
  since: Date,
): Promise<object[]> {
  const [pod] = await podsOfComponent(site, component)
  const answers = await Promise.all(
    [...new Set(site.names.namespaces.values())].map(async (namespace) => {
      const values = { namespace, since: since.toISOString() }
      const filled = command.map((part) => fill(part, values))
      return (await execIn(site.api, { ...pod!, container }, filled)).stdout.toString()
    }),
  )
  const records = answers.flatMap((text) => text.split('\n').flatMap(jsonObject))
  return [...new Map(records.map((record) => [JSON.stringify(record), record] as const)).values()]
}

/** State changes of nodes after which their flows are missing (relay.proto). */
const MISSING = new Set(['NODE_UNAVAILABLE', 'NODE_GONE', 'NODE_ERROR'])

/** @throws BenchError where the source says of a node that its flows are missing: what is left would look like fewer calls */
export function expectAllNodes(source: string, lines: readonly object[]): void {
  for (const line of lines) {
    const { node_status: status } = line as {
      node_status?: { state_change?: string; node_names?: string[]; message?: string }
    }
    if (!MISSING.has(status?.state_change ?? '')) continue
    throw new BenchError(
      `${source} says that the flows of ${status?.node_names?.join(', ') ?? 'a node'} are missing: ${status?.state_change} ${status?.message ?? ''}`.trim(),
      'look at the agents of these nodes',
    )
  }
}

/** What the source says of itself that it lost. */
const lostOf = (lines: readonly object[]): number =>
  lines.reduce((sum, line) => {
    const { lost_events: lost } = line as { lost_events?: { num_events_lost?: string } }
    return sum + Number(lost?.num_events_lost ?? 0)
  }, 0)
