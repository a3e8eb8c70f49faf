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
import type { Gate } from './gate.ts'
import { inOrder, verdictOf } from './gate-verdict.ts'
import { judgeCounts } from './judge-counts.ts'
import { judgeMetrics, type ArmSides } from './judge-metrics.ts'

export interface JudgedRun {
  run: RunRecord
  journal: readonly JournalRecord[]
  evidence: readonly Evidence[]
}

/** Judges a run of `gate`, whose arms come in pairs. */
export function judgeRun(stored: JudgedRun, limits: GateLimits): Gate {
  const { run } = stored
  const pairs = run.arms.flatMap((head) => {
    const base = head.side === 'head' && run.arms.find(({ name }) => name === head.against)
    return base ? [{ datapath: head.datapath, base: base.name, head: head.name }] : []
  })
  const twin = run.arms.find(({ role }) => role === 'twin')
  const arms = run.loads.flatMap(({ name: load }): ArmSides[] => {
    const rounds = usedRounds(run, stored.journal, load)
    const measurements = measurementsOf(rounds, stored.journal, () => null)
    const of = (arm: string) => measurements.get(arm) ?? []
    return pairs.map(({ datapath, base, head }) => ({
      ...{ datapath, load, base: of(base), head: of(head) },
      control: twin ? { base: of(baselineOf(run).name), head: of(twin.name) } : null,
      lostShare: lostShare(rounds, { arm: head, baseline: base }),
    }))
  })
  const counts = run.loads.flatMap(({ name: load }) =>
    pairs.flatMap(({ datapath, base, head }) =>
      judgeCounts({ datapath, load }, { ...stored, arm: base }, { ...stored, arm: head }, limits),
    ),
  )
  const { rows, confidence } = judgeMetrics(arms, pairedFigures, limits)
  return {
    schemaVersion: 1,
    ...{ runs: { base: run.id, head: run.id }, isInterleaved: true, limits, confidence },
    titles: {
      base: run.versions ? versionText(run.versions.base) : run.id,
      head: run.versions ? versionText(run.versions.head) : run.id,
    },
    rows: inOrder(counts, rows),
    obstacles: [],
    leftOut: [],
    verdict: verdictOf(counts, rows),
  }
}
