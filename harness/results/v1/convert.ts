/** Turns a run of version 1 into version 2, once, when it is read: the only place that reads its sentences. Pure. */
import { descriptorsOf, placeOf, productOf } from './known-then.ts'
import { convertEvidence } from './convert-evidence.ts'
import { convertJournal, problemOf } from './convert-journal.ts'
import { pairsOf } from './pairs.ts'
import { edgesOfRun } from './edges.ts'
import type {
  Evidence as EvidenceV1,
  JournalRecord as JournalRecordV1,
  RunRecord as RunRecordV1,
} from './record.ts'
import {
  SCHEMA_VERSION,
  type ArmRecord,
  type Evidence,
  type JournalRecord,
  type RunRecord,
} from '../record.ts'

export interface RunV1 {
  run: RunRecordV1
  journal: JournalRecordV1[]
  evidence: EvidenceV1[]
}

/** The same run as version 2 tells it. What version 1 did not record is null or empty, never made up. */
export function convertRun({ run, journal, evidence }: RunV1): {
  run: RunRecord
  journal: JournalRecord[]
  evidence: Evidence[]
} {
  return {
    run: convertRunRecord(run),
    journal: convertJournal(journal),
    evidence: convertEvidence(evidence),
  }
}

/** The record of the run alone. */
export function convertRunRecord(run: RunRecordV1): RunRecord {
  const edges = edgesOfRun(run.scenario)
  return {
    schemaVersion: SCHEMA_VERSION,
    id: run.id,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    status: run.status,
    statusReason: run.statusReason === null ? null : problemOf(run.statusReason),
    command: run.command,
    seed: run.seed,
    quick: run.quick,
    provider: run.provider,
    place: placeOf(run.provider),
    code: { version: run.host.versions['hopbench'] ?? 'unknown', commit: null, modified: null },
    host: run.host,
    scenario: { ...run.scenario, edges },
    loads: run.loads.map(({ rateSource, ...load }) => ({
      ...load,
      // Version 1 wrote 0 for a rate that was not chosen yet.
      pagesPerSecond: load.pagesPerSecond === 0 ? null : load.pagesPerSecond,
      chosen: chosenBy(rateSource),
    })),
    datapaths: descriptorsOf(run.arms),
    arms: run.arms.map(convertArm),
    comparisons: pairsOf(run.arms),
    rounds: run.rounds,
    roundsPerBringUp: run.roundsPerBringUp,
    capacityRounds: null,
    raiseOrder: [],
    order: run.order,
  }
}

/** What emulates an arm's datapath is said of the datapath now. */
function convertArm(arm: RunRecordV1['arms'][number]): ArmRecord {
  const { name, title, role, datapath, against, within, fillerServices, flowEvents, capability, settings } =
    arm
  const fidelity = { ...arm.fidelity, product: productOf(arm) }
  return {
    ...{ name, title, role, datapath, against, within, fillerServices, flowEvents },
    ...{ capability, fidelity, settings },
  }
}

/** "auto: 40 % of sidecar, which carried 1234 pages/s". */
function chosenBy(rateSource: string): RunRecord['loads'][number]['chosen'] {
  const [, share, arm, pagesPerSecond] =
    /^auto: (\d+) % of (.+), which carried (\d+) pages/.exec(rateSource) ?? []
  if (arm === undefined) return null
  return {
    slowest: { arm, pagesPerSecond: Number(pagesPerSecond) },
    shareOfSlowest: Number(share) / 100,
  }
}
