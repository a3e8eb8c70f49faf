/** Judges head against base: both versions as arms of one run, measured in the same rounds. Pure. */
import {
  baselineOf,
  versionText,
  type Evidence,
  type GateLimits,
  type JournalRecord,
  type RunRecord,
} from '../../results/record.ts'
import { measurementsOf } from '../measurements.ts'
import { lostShare, usedRounds } from '../used-rounds.ts'
import { pairedFigures } from './changes.ts'
import { incompleteRun } from './gaps.ts'
import type { Gate } from './gate.ts'
import { inOrder, verdictOf } from './gate-verdict.ts'
import { judgeCounts } from './judge-counts.ts'
import { judgeMetrics, type ArmSides } from './judge-metrics.ts'

export interface JudgedRun {
  run: RunRecord
  journal: readonly JournalRecord[]
  evidence: readonly Evidence[]
  /** Sentences about the files of the records. */
  notices?: readonly string[]
}

/** Judges a run of `gate`, whose arms come in pairs. */
export function judgeRun(stored: JudgedRun, limits: GateLimits): Gate {
  const { run } = stored
  const pairs = run.arms.flatMap((head) => {
    const base = head.side === 'head' && run.arms.find(({ name }) => name === head.against)
    return base ? [{ datapath: head.datapath, base: base.name, head: head.name }] : []
  })
  const twin = run.arms.find(({ role }) => role === 'twin')
  const loads = run.loads
    .map(({ name }) => usedRounds(run, stored.journal, name))
    // A run that was interrupted before its first round has nothing to show.
    .filter(({ begun }) => begun.length > 0)
  const arms = loads.flatMap((rounds): ArmSides[] => {
    const measurements = measurementsOf(rounds, stored.journal, () => null)
    const of = (arm: string) => measurements.get(arm) ?? []
    return pairs.map(({ datapath, base, head }) => ({
      ...{ datapath, load: rounds.load, base: of(base), head: of(head) },
      control: twin ? { base: of(baselineOf(run).name), head: of(twin.name) } : null,
      lostShare: lostShare(rounds, { arm: head, baseline: base }),
    }))
  })
  const counts = loads.flatMap(({ load }) =>
    pairs.flatMap(({ datapath, base, head }) =>
      judgeCounts({ datapath, load }, { ...stored, arm: base }, { ...stored, arm: head }, limits),
    ),
  )
  const { rows, confidence } = judgeMetrics(arms, pairedFigures, limits)
  const gaps = incompleteRun(run, 'both')
  return {
    schemaVersion: 1,
    ...{ runs: { base: run.id, head: run.id }, isInterleaved: true, limits, confidence },
    titles: {
      base: run.versions ? versionText(run.versions.base) : run.id,
      head: run.versions ? versionText(run.versions.head) : run.id,
    },
    rows: inOrder(counts, rows),
    ...{ obstacles: [], leftOut: [], gaps, notices: [...(stored.notices ?? [])] },
    verdict: verdictOf(counts, rows, gaps),
  }
}
