/** Judges what a gate counts: pages with errors, and bring-ups in which a proof did not hold or an arm did not come up. Pure. */
import { lostProofs } from '../../results/lost-proofs.ts'
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
  const proofs: [Proved, Proved] = [provedIn(base), provedIn(head)]
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

/** Bring-ups with a broken proof, of all of which it is known whether the proofs held. */
interface Proved extends Counted {
  /** Bring-ups of which it is not known, because proofs are not recorded. */
  unknown: number
}

/** A proof is broken as well where the arm did not come up or broke down in a trial. */
function provedIn({ journal, evidence, arm }: SideRecords): Proved {
  const isOwn = (one: { arm: string }): boolean => one.arm === arm
  const bringUps = new Set<number>()
  const broken = new Set(evidence.filter((one) => isOwn(one) && !one.holds).map(({ bringUp }) => bringUp))
  for (const record of journal) {
    if (record.kind === 'trial' && isOwn(record) && record.status === 'failed') broken.add(record.bringUp)
    if (record.kind !== 'bring-up') continue
    bringUps.add(record.bringUp)
    if (record.failedArms.some(isOwn)) broken.add(record.bringUp)
  }
  const lost = new Set(
    lostProofs(journal, evidence)
      .filter(isOwn)
      .map(({ bringUp }) => bringUp),
  )
  const unknown = lost.difference(broken).size
  return { count: broken.size, of: bringUps.size - unknown, unknown }
}

function judgeProofs(base: Proved, head: Proved): { judgement: Judgement; why: GateWhy | null } {
  const lost: GateWhy = { kind: 'proofs lost', bringUps: { base: base.unknown, head: head.unknown } }
  if (base.count > 0) return { judgement: 'could not tell', why: { kind: 'base broken' } }
  if (base.unknown > 0) return { judgement: 'could not tell', why: lost }
  if (base.of === 0) return NOT_MEASURED
  if (head.count > 0) return { judgement: 'regression', why: null }
  if (head.unknown > 0) return { judgement: 'could not tell', why: lost }
  return head.of === 0 ? NOT_MEASURED : { judgement: 'fine', why: null }
}
