/** Rows of "who calls whom", over all arms of a run: each edge with what each arm saw of it. */
import type { Assessment } from './baseline.ts'
import { isBeside, type Completeness, type TrueCall } from './completeness.ts'
import type { FlowEdge } from './flow-graph.ts'
import type { FlowsAbout } from './flows-about.ts'
import type { AttemptsSight } from './judge-attempts.ts'
import type { Normality } from './normality.ts'
import type { FlowsRead } from './read-flows.ts'

/** What one arm, or one file, saw. */
export interface Sight {
  /** Name of the arm, or of the file. */
  name: string
  /** null where the datapath sees nothing, or the file is from elsewhere. */
  read: FlowsRead | null
  /** What stands beside the flows; null for a file from elsewhere and for runs of an earlier hopbench. */
  about: FlowsAbout | null
  /** null where there is no truth to hold the flows against. */
  completeness: Completeness | null
  /** Of a run whose scenario has attempts. */
  attempts?: AttemptsSight
  /** Of a file whose first part says what is normal. */
  assessment?: Assessment
}

export interface EdgeRow {
  from: string
  to: string
  protocol: string
  port: number | null
  /**
   * `call`: of the scenario. `beside`: what every arm has beside its calls, such as resolved names. `other`: neither. null: not known
   * well enough, as of flows without anything beside them.
   */
  expected: 'call' | 'beside' | 'other' | null
  /** `normality` is absent where nothing says what is normal. */
  seen: { by: string; edge: FlowEdge; normality?: Normality }[]
  /** Arms that do see, and did not see this call. */
  missedBy: string[]
}

/**
 * @param truth the calls that were made; null where nobody knows
 * @param nameOf how an end is called in all arms alike: on Kubernetes each arm has namespaces of its own
 */
export function edgeRows(
  sights: readonly Sight[],
  truth: readonly TrueCall[] | null,
  nameOf: (id: string) => string,
): EdgeRow[] {
  const rows = new Map<string, EdgeRow>()
  const expectedOf = ({ from, to, port }: FlowEdge, isJudged: boolean): EdgeRow['expected'] => {
    if (truth === null) return null
    if (truth.some((call) => nameOf(call.from) === nameOf(from) && nameOf(call.to) === nameOf(to)))
      return 'call'
    return isBeside({ from, to, port }) ? 'beside' : isJudged ? 'other' : null
  }
  for (const { name, read, completeness } of sights)
    for (const edge of read?.graph.edges ?? []) {
      const [from, to] = [nameOf(edge.from), nameOf(edge.to)]
      const key = JSON.stringify([from, to, edge.protocol, edge.port])
      const row = rows.get(key) ?? {
        ...{ from, to, protocol: edge.protocol, port: edge.port },
        expected: expectedOf(edge, completeness !== null),
        seen: [],
        missedBy: [],
      }
      row.seen.push({ by: name, edge })
      rows.set(key, row)
    }
  const all = [...rows.values(), ...unseen(truth ?? [], [...rows.values()], nameOf)]
  // Where nothing stands beside the flows, what they should show is not known well enough to call anything missed.
  const looking = sights.filter(({ completeness }) => completeness !== null).map(({ name }) => name)
  for (const row of all)
    if (row.expected === 'call')
      row.missedBy = looking.filter(
        (name) =>
          !all.some(
            ({ from, to, seen }) => from === row.from && to === row.to && seen.some(({ by }) => by === name),
          ),
      )
  return all.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

/** Calls first, then what nobody expected, then what is beside; by name. */
const sortKey = ({ expected, from, to, port }: EdgeRow): string =>
  `${['call', 'other', 'beside'].indexOf(expected ?? 'call')}\n${from}\n${to}\n${port ?? ''}`

/** Calls that were made and that no arm saw. */
const unseen = (
  truth: readonly TrueCall[],
  rows: readonly EdgeRow[],
  nameOf: (id: string) => string,
): EdgeRow[] =>
  truth
    .map(({ from, to }) => ({ from: nameOf(from), to: nameOf(to) }))
    .filter(({ from, to }) => !rows.some((row) => row.from === from && row.to === to))
    .map((call) => ({
      ...call,
      protocol: 'TCP',
      port: null,
      expected: 'call' as const,
      seen: [],
      missedBy: [],
    }))
