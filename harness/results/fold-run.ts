/** Folds a run from its plan and the records of its journal. The result is what `run.json` holds; a killed run, which has no `run.json`, is read this way too. Pure. */
import type { EndedRecord, JournalRecord, PlanRecord, RunRecord, Seeing } from './record.ts'

/** The run so far. Where a fact was recorded twice, the later record counts. */
export function foldRun(plan: PlanRecord, journal: readonly JournalRecord[]): RunRecord {
  const resumed = journal.filter((record) => record.kind === 'resumed')
  // An end before the run was resumed is none.
  const ended = journal
    .slice(journal.findLastIndex(({ kind }) => kind === 'resumed') + 1)
    .findLast((record): record is EndedRecord => record.kind === 'ended')
  const rates = new Map(
    journal.filter((record) => record.kind === 'rate-chosen').map((record) => [record.load, record]),
  )
  const learned = new Map(
    journal.filter((record) => record.kind === 'arm-learned').map((record) => [record.arm, record]),
  )
  const order = [...plan.order]
  for (const record of journal) if (record.kind === 'make-up-planned') order[record.round] = record.order
  return {
    ...plan,
    finishedAt: ended?.startedAt ?? null,
    status: ended?.status ?? 'running',
    statusReason: ended?.reason ?? null,
    ...(resumed.length > 0 && { resumed }),
    loads: plan.loads.map((load) => {
      const rate = rates.get(load.name)
      if (!rate) return { ...load, chosen: null }
      const { pagesPerSecond, slowest, shareOfSlowest } = rate
      return { ...load, pagesPerSecond, chosen: { slowest, shareOfSlowest } }
    }),
    arms: plan.arms.map((arm) => {
      const declared = plan.datapaths.find(({ name }) => name === arm.datapath)
      if (!declared) throw new Error(`the plan describes no datapath ${arm.datapath}`)
      const known = learned.get(arm.name)
      return {
        ...arm,
        capability:
          known?.capability ?? capabilityOf(declared.capability, arm.flowEvents ? arm.seeing : 'nothing'),
        fidelity: known?.fidelity ?? declared.fidelity,
        settings: known?.settings ?? {},
        ...(known?.reservations && { reservations: known.reservations }),
      }
    }),
    order,
  }
}

/** The capabilities of an arm: those of its datapath, without flow events where nothing is made visible, and with them where requests are logged. */
export const capabilityOf = <Of extends { emitsFlows: boolean }>(
  ofDatapath: Of,
  seeing: Seeing | undefined,
): Of => ({
  ...ofDatapath,
  emitsFlows: seeing === 'requests' || (ofDatapath.emitsFlows && seeing !== 'nothing'),
})
