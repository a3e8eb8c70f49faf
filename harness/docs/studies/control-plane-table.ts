/** What the control plane of each arm's cluster takes while the arm is measured, window by window of a bring-up. */
import { mean } from '../../numbers/mean.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { table } from '../generated-block.ts'
import type { StudyRun } from './study-run.ts'

/** Means over bring-ups, in ms of CPU a second. */
export function controlPlaneTable({ run, journal }: StudyRun): string {
  const windows = Array.from({ length: run.roundsPerBringUp }, (_, window) => window)
  const trials = journal
    .filter((record) => record.kind === 'trial')
    .filter((trial) => trial.status === 'completed')
  return table(
    ['arm', ...windows.map((window) => `window ${window + 1}`)],
    run.arms.map(({ name }) => [
      name,
      ...windows.map((window) => {
        const values = trials.flatMap((trial) =>
          trial.arm === name && trial.round % run.roundsPerBringUp === window && !isNotMeasured(trial.cpu)
            ? [(trial.cpu.controlPlaneUs / trial.cpu.wallUs) * 1000]
            : [],
        )
        return `${mean(values).toFixed(0)} ms/s`
      }),
    ]),
  )
}
