/** What a gate's rows say together. Pure. */
import type { Gate, GateGap, GateRow } from './gate.ts'

/** The rows of each arm and load together, counts first. */
export function inOrder(counts: readonly GateRow[], metrics: readonly GateRow[]): GateRow[] {
  const groups = Map.groupBy([...counts, ...metrics], ({ load, datapath }) =>
    JSON.stringify([load, datapath]),
  )
  return [...groups.values()].flat()
}

/** A regression is one whatever else could not be told. */
export function verdictOf(
  counts: readonly GateRow[],
  metrics: readonly GateRow[],
  gaps: readonly GateGap[],
): Gate['verdict'] {
  const rows = [...counts, ...metrics]
  // A base that sent pages has figures, even where something else spoiled them.
  const silent = counts.some(({ what, of }) => what === 'errors' && of?.base === 0)
  if (rows.some(({ judgement }) => judgement === 'regression')) return 'regression'
  if (gaps.length > 0) return 'could not tell'
  if (rows.length === 0 || silent) return 'no baseline'
  return rows.some(({ judgement, decides }) => decides && judgement === 'could not tell')
    ? 'could not tell'
    : 'fine'
}
