/** Writes the folder of a made-up run: its plan, and the journal records from which reading folds the run again. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { planSchema, type Evidence, type JournalRecord, type PlanRecord, type RunRecord } from '../record.ts'

export const linesOf = (records: readonly object[]): string =>
  records.map((record) => JSON.stringify(record) + '\n').join('')

/** The plan of the run, without anything that was found out later. */
export function planOf(run: RunRecord): PlanRecord {
  return planSchema.parse({
    ...without(run, 'finishedAt', 'status', 'statusReason'),
    loads: run.loads.map(({ chosen, ...load }) => ({
      ...load,
      pagesPerSecond: chosen === null ? load.pagesPerSecond : null,
    })),
    arms: run.arms.map((arm) => without(arm, 'capability', 'fidelity', 'settings', 'reservations')),
    order: run.order.slice(0, run.rounds),
  })
}

const without = (record: object, ...keys: string[]): object =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))

/** The journal records other than trials, in the order in which a run writes them. */
export function factsOf(run: RunRecord): JournalRecord[] {
  const { startedAt } = run
  return [
    ...run.arms.map(({ name: arm, settings, capability, fidelity, reservations }) => ({
      kind: 'arm-learned' as const,
      ...{ startedAt, arm, settings, capability, fidelity },
      ...(reservations && { reservations }),
    })),
    ...run.loads.flatMap(({ name: load, pagesPerSecond, chosen }) =>
      chosen === null || pagesPerSecond === null
        ? []
        : [{ kind: 'rate-chosen' as const, startedAt, load, pagesPerSecond, ...chosen }],
    ),
    ...run.order.slice(run.rounds).map((order, index) => ({
      kind: 'make-up-planned' as const,
      ...{ startedAt, round: run.rounds + index, insteadOf: 0, order },
    })),
    ...(run.status === 'running'
      ? []
      : [
          {
            kind: 'ended' as const,
            startedAt: run.finishedAt ?? startedAt,
            status: run.status,
            reason: run.statusReason,
          },
        ]),
  ]
}

/** Makes `dir` with every file that reading needs. */
export function storeRun(
  dir: string,
  {
    run,
    journal,
    evidence,
  }: { run: RunRecord; journal: readonly JournalRecord[]; evidence: readonly Evidence[] },
): void {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'plan.json'), JSON.stringify(planOf(run)))
  writeFileSync(join(dir, 'journal.jsonl'), linesOf([...journal, ...factsOf(run)]))
  writeFileSync(join(dir, 'evidence.jsonl'), linesOf(evidence))
}
