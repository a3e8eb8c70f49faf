/** Judges what a gate counts: pages with errors, and bring-ups in which a proof did not hold or an arm did not come up. Pure. */
import type { Evidence, JournalRecord, GateLimits } from '../../results/record.ts'
import type { GateRow, GateWhy, Judgement } from './gate.ts'
import { judgeErrors, type Counted } from './judge-change.ts'

/** One side of an arm: the records of its run, and the arm's name there. */
export interface SideRecords {
  journal: readonly JournalRecord[]
  evidence: readonly Evidence[]
  arm: string
}

/** Both rows of one arm. */
export function judgeCounts(
  { datapath, load }: Pick<GateRow, 'datapath' | 'load'>,
  base: SideRecords,
  head: SideRecords,
  limits: GateLimits,
): GateRow[] {
  const row = (what: 'errors' | 'proofs', unit: string, counts: [Counted, Counted]) => ({
    ...{ datapath, load, what, unit, change: null, looksFor: null, decides: true },
    ...{ base: counts[0].count, head: counts[1].count },
    of: { base: counts[0].of, head: counts[1].of },
  })
  const errors: [Counted, Counted] = [errorsOf(base, load), errorsOf(head, load)]
  const proofs: [Counted, Counted] = [brokenOf(base), brokenOf(head)]
  return [
    {
      ...row('errors', 'pages', errors),
      ...(errors.some(({ of }) => of === 0) ? NOT_MEASURED : judgeErrors(...errors, limits)),
    },
    { ...row('proofs', 'bring-ups with a broken proof', proofs), ...judgeProofs(...proofs) },
  ]
}

const NOT_MEASURED = { judgement: 'could not tell', why: { kind: 'not measured' } } as const

/** Pages that did not complete, of all that were due; also of trials that count in no other figure because of them. */
function errorsOf({ journal, arm }: SideRecords, load: string): Counted {
  const counted = { count: 0, of: 0 }
  for (const record of journal) {
    if (record.kind !== 'trial' || record.arm !== arm || record.load !== load) continue
    if (record.status === 'failed') continue
    counted.count += record.ledger.offered - record.ledger.completed
    counted.of += record.ledger.offered
  }
  return counted
}

/** Bring-ups in which the arm did not come up, broke down in a trial, or had a proof that did not hold. */
function brokenOf({ journal, evidence, arm }: SideRecords): Counted {
  const broken = new Set(
    evidence.filter((one) => one.arm === arm && !one.holds).map(({ bringUp }) => bringUp),
  )
  let of = 0
  for (const record of journal) {
    if (record.kind === 'trial' && record.arm === arm && record.status === 'failed')
      broken.add(record.bringUp)
    if (record.kind !== 'bring-up') continue
    of += 1
    if (record.failedArms.some((one) => one.arm === arm)) broken.add(record.bringUp)
  }
  return { count: broken.size, of }
}

function judgeProofs(base: Counted, head: Counted): { judgement: Judgement; why: GateWhy | null } {
  if (base.of === 0 || head.of === 0) return NOT_MEASURED
  if (base.count > 0) return { judgement: 'could not tell', why: { kind: 'base broken' } }
  return { judgement: head.count > 0 ? 'regression' : 'fine', why: null }
}
