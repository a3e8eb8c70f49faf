/**
 * Everything that is stored of a run, in version 2. The types and the published JSON Schema come from these schemas too.
 * `plan.json` holds a PlanRecord, `journal.jsonl` one JournalRecord a line, `evidence.jsonl` one Evidence a line;
 * `run.json` is a RunRecord folded from plan and journal.
 */
export * from './record/reading.ts'
export * from './record/problem.ts'
export * from './record/descriptor.ts'
export * from './record/evidence.ts'
export * from './record/latency.ts'
export * from './record/cpu.ts'
export * from './record/memory.ts'
export * from './record/reservations.ts'
export * from './record/trial.ts'
export * from './record/saturation.ts'
export * from './record/hops.ts'
export * from './record/journal.ts'
export * from './record/host.ts'
export * from './record/plan.ts'
export * from './record/planted.ts'
export * from './record/run.ts'
export * from './record/seen.ts'
export * from './record/version.ts'
export * from './record/wire.ts'
