/** A run as test results: each bring-up, proof and trial of each arm is a case, and so are the machine under each load and what a gate judged. */
import { isSelected, type ExportedRun, type Selection } from './exported-run.ts'
import { judgeRun } from '../../stats/gate/judge-run.ts'
import { outcomeOfBringUp, outcomeOfGateRow, outcomeOfProof, outcomeOfTrial } from './junit-outcome.ts'
import { junitXml, type JunitSuite } from './junit-xml.ts'

/** The text of the file. */
export const junit = (exported: ExportedRun, selection: Selection): string =>
  junitXml(`hopbench ${exported.run.scenario.name}, run ${exported.run.id}`, [
    ...gateSuite(exported),
    machineSuite(exported, selection),
    ...exported.run.arms
      .filter(({ name }) => selection.arm === undefined || selection.arm === name)
      .flatMap(({ name }) => [
        bringUpSuite(exported, name),
        proofSuite(exported, name),
        ...trialSuites(exported, name, selection),
      ]),
  ])

/** Of a run of `gate`: a case for each figure that was judged. What could not be told says nothing. */
function gateSuite({ run, journal, evidence }: ExportedRun): JunitSuite[] {
  if (!run.versions) return []
  const { rows } = judgeRun({ run, journal, evidence }, run.versions.limits)
  return [
    {
      name: 'gate',
      startedAt: run.startedAt,
      cases: rows.map((row) => ({
        className: `${run.scenario.name}.${row.datapath}.${row.load}`,
        name: `${row.what} has not become worse`,
        seconds: null,
        outcome: outcomeOfGateRow(row),
      })),
    },
  ]
}

/** A machine that was not quiet makes no case fail: the run could not tell, which is no fault of what was measured. */
const machineSuite = ({ run, analysis }: ExportedRun, selection: Selection): JunitSuite => ({
  name: 'machine',
  startedAt: run.startedAt,
  cases: analysis.noise
    .filter(({ load }) => selection.load === undefined || load === selection.load)
    .map(({ load, verdict, warnings, advice }) => ({
      className: `${run.scenario.name}.machine`,
      name: `the machine is quiet under ${load}`,
      seconds: null,
      outcome:
        verdict === 'quiet'
          ? { kind: 'passed' }
          : { kind: 'skipped', type: 'machine', message: verdict, details: [...warnings, advice] },
    })),
})

const bringUpSuite = ({ run, journal }: ExportedRun, arm: string): JunitSuite => ({
  name: `bring-ups of ${arm}`,
  startedAt: run.startedAt,
  cases: journal
    .filter((record) => record.kind === 'bring-up')
    .map(({ bringUp, failedArms }) => ({
      className: `${run.scenario.name}.${arm}.bring-ups`,
      name: `bring-up ${bringUp + 1}`,
      seconds: null,
      outcome: outcomeOfBringUp(failedArms.find((failed) => failed.arm === arm)?.problem ?? null),
    })),
})

/** One case for each proof, whatever the number of bring-ups: it passes where the proof held each time. */
function proofSuite({ run, evidence }: ExportedRun, arm: string): JunitSuite {
  const proofs = Map.groupBy(
    evidence.filter((proof) => proof.arm === arm),
    ({ claim, where, subject }) => JSON.stringify([claim, where, subject]),
  )
  return {
    name: `proofs of ${arm}`,
    startedAt: run.startedAt,
    cases: [...proofs.values()].map((times) => ({
      className: `${run.scenario.name}.${arm}.proofs`,
      name: `${times[0]!.claim} (${times[0]!.where})`,
      seconds: null,
      outcome: outcomeOfProof(times),
    })),
  }
}

/** A suite for each load. */
function trialSuites({ run, journal }: ExportedRun, arm: string, selection: Selection): JunitSuite[] {
  const trials = journal.filter((record) => record.kind === 'trial')
  return run.loads
    .filter(({ name }) => isSelected(selection, { arm, load: name }))
    .map(({ name: load, measureMs }) => {
      const own = trials.filter((trial) => trial.arm === arm && trial.load === load)
      return {
        name: `trials of ${arm} under ${load}`,
        startedAt: own[0]?.startedAt ?? null,
        cases: own.map((trial) => ({
          className: `${run.scenario.name}.${arm}.${load}`,
          name: `round ${trial.round + 1}, bring-up ${trial.bringUp + 1}`,
          seconds: trial.status === 'failed' ? null : measureMs / 1000,
          outcome: outcomeOfTrial(trial),
        })),
      }
    })
}
