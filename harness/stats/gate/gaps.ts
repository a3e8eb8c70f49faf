/** What keeps a gate from being fine, whatever its rows say: a run that did not come to its end, and what only base has measured. Pure. */
import type { Difference } from '../../results/comparable.ts'
import type { JournalRecord, RunRecord } from '../../results/record.ts'
import type { GateGap } from './gate.ts'

/** What a run planned, and what it recorded. */
interface Measured {
  run: RunRecord
  journal: readonly JournalRecord[]
}

type IncompleteRun = Extract<GateGap, { kind: 'incomplete run' }>

/** @returns nothing for a run that is complete */
export const incompleteRun = ({ status }: RunRecord, of: IncompleteRun['of']): GateGap[] =>
  status === 'complete' ? [] : [{ kind: 'incomplete run', of, status }]

/** What only one of two runs has measured: what head lacks is a gap, and what base lacks is told. */
export function measuredOnce(
  base: Measured,
  head: Measured,
): { missingFromHead: GateGap[]; onlyInHead: Difference[] } {
  const [ofBase, ofHead] = [measuredIn(base), measuredIn(head)]
  return {
    missingFromHead: [...ofBase.difference(ofHead)].map((what) => ({ kind: 'missing from head', what })),
    onlyInHead: [...ofHead.difference(ofBase)].map((what) => ({ what, a: 'not measured', b: 'measured' })),
  }
}

/** The loads and arms of which a run has a trial that counts: "load busy", "arm ebpf". No gate judges arms with planted effects. */
function measuredIn({ run, journal }: Measured): Set<string> {
  const planted = new Set(run.arms.filter(({ role }) => role === 'planted').map(({ name }) => name))
  return new Set(
    journal.flatMap((record) =>
      record.kind === 'trial' &&
      record.status === 'completed' &&
      record.perturbedBy === null &&
      !planted.has(record.arm)
        ? [`load ${record.load}`, `arm ${record.arm}`]
        : [],
    ),
  )
}
