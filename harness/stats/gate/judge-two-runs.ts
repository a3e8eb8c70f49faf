/** Judges two stored runs of one machine that were measured one after the other. Pure. */
import { comparable, type Comparability, type Difference } from '../../results/comparable.ts'
import { baselineOf, type GateLimits, type RunRecord } from '../../results/record.ts'
import { factsOf } from '../../results/run-facts.ts'
import { measurementsOf } from '../measurements.ts'
import { lostShare, usedRounds } from '../used-rounds.ts'
import { unpairedFigures } from './changes.ts'
import { incompleteRun, measuredOnce } from './gaps.ts'
import type { Gate } from './gate.ts'
import { inOrder, verdictOf } from './gate-verdict.ts'
import { judgeCounts } from './judge-counts.ts'
import { judgeMetrics, type ArmSides } from './judge-metrics.ts'
import type { JudgedRun } from './judge-run.ts'

/**
 * What the first load of base asks must be the same in both; further loads and arms that differ are left out, and named. What head lacks of
 * what base measured keeps the gate from being fine.
 */
export function judgeTwoRuns(base: JudgedRun, head: JudgedRun, limits: GateLimits): Gate {
  const may = comparable(factsOf(base.run), factsOf(head.run))
  const { loads, arms, obstacles, different } = comparedIn(base.run, may)
  const gate = {
    schemaVersion: 1 as const,
    ...{ runs: { base: base.run.id, head: head.run.id }, isInterleaved: false, limits },
    titles: { base: `run ${base.run.id}`, head: `run ${head.run.id}` },
    notices: [...(base.notices ?? []), ...(head.notices ?? [])],
  }
  if (obstacles.length > 0) {
    const nothing = { confidence: null, rows: [], leftOut: [], gaps: [] }
    return { ...gate, ...nothing, obstacles, verdict: 'not comparable' }
  }
  const { missingFromHead, onlyInHead } = measuredOnce(base, head)
  const gaps = [...incompleteRun(base.run, 'base'), ...incompleteRun(head.run, 'head'), ...missingFromHead]
  const counts = loads.flatMap((load) =>
    arms.flatMap((arm) => judgeCounts({ datapath: arm, load }, { ...base, arm }, { ...head, arm }, limits)),
  )
  const { rows, confidence } = judgeMetrics(
    loads.flatMap((load) => sidesOf(base, head, load, arms)),
    unpairedFigures,
    limits,
  )
  return {
    ...{ ...gate, confidence, rows: inOrder(counts, rows), obstacles, gaps },
    leftOut: [...different, ...onlyInHead],
    verdict: verdictOf(counts, rows, gaps),
  }
}

/** Names of the loads and arms that are compared, why nothing may be, and what both runs have in another way. */
function comparedIn(run: RunRecord, may: Comparability) {
  const isFree = (reasons: readonly Difference[] | undefined): boolean => reasons?.length === 0
  const loads = run.loads.map(({ name }) => name).filter((name) => isFree(may.loads.get(name)))
  const arms = run.arms
    .filter(({ role, name }) => role === 'treatment' && isFree(may.arms.get(name)))
    .map(({ name }) => name)
  const different = [...may.loads.values(), ...may.arms.values()].flat()
  const isFirst = loads[0] === run.loads[0]?.name
  const isNothing = !isFirst || arms.length === 0
  const obstacles = [...may.obstacles, ...may.cpu, ...(isNothing ? [...may.missing, ...different] : [])]
  return { loads, arms, obstacles, different }
}

/** The same code twice is the plain network of both runs: a machine that became slower slows it down too. */
function sidesOf(base: JudgedRun, head: JudgedRun, load: string, arms: readonly string[]): ArmSides[] {
  const baseline = baselineOf(base.run).name
  const side = ({ run, journal }: JudgedRun) => {
    const rounds = usedRounds(run, journal, load)
    const measurements = measurementsOf(rounds, journal, () => null)
    return {
      of: (arm: string) => measurements.get(arm) ?? [],
      lost: (arm: string) => lostShare(rounds, { arm, baseline: arm }),
    }
  }
  const [own, other] = [side(base), side(head)]
  return arms.map((arm) => ({
    ...{ datapath: arm, load, base: own.of(arm), head: other.of(arm) },
    control: { base: own.of(baseline), head: other.of(baseline) },
    lostShare: Math.max(own.lost(arm), other.lost(arm)),
  }))
}
