/** What a gate's rows say together. Pure. */
import type { Gate, GateRow } from './gate.ts'

/** The rows of each arm and load together, counts first. */
export function inOrder(counts: readonly GateRow[], metrics: readonly GateRow[]): GateRow[] {
  const groups = Map.groupBy([...counts, ...metrics], ({ load, datapath }) =>
    JSON.stringify([load, datapath]),
  )
  return [...groups.values()].flat()
}

/** A regression is one whatever else could not be told. */
export function verdictOf(counts: readonly GateRow[], metrics: readonly GateRow[]): Gate['verdict'] {
  const rows = [...counts, ...metrics]
  const silent = [...new Set(rows.map(({ datapath }) => datapath))].some((datapath) =>
    metrics.every((row) => row.datapath !== datapath || row.base === null),
  )
  // Where head has no figures but base has, the row of its proofs says so.
  if (rows.some(({ judgement }) => judgement === 'regression')) return 'regression'
  if (rows.length === 0 || silent) return 'no baseline'
  return rows.some(({ judgement, decides }) => decides && judgement === 'could not tell')
    ? 'could not tell'
    : 'fine'
}
