/** How long the committed runs took. */
import { processorText } from '../../results/render-host.ts'
import { table } from '../generated-block.ts'
import type { StudyRun } from './study-run.ts'

/** From the first record to the last: set-up and the report are not in it. */
export const runTimesTable = (runs: readonly StudyRun[]): string =>
  table(
    ['run', 'provider', 'machine', 'arms', 'bring-ups', 'time'],
    runs.map(({ run, journal }) => [
      `${run.scenario.name}, ${run.startedAt.slice(0, 10)}`,
      run.provider,
      processorText(run.host),
      `${run.arms.length}`,
      `${journal.filter(({ kind }) => kind === 'bring-up').length}`,
      minutesText(Date.parse(journal.at(-1)!.startedAt) - Date.parse(run.startedAt)),
    ]),
  )

const minutesText = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${`${Math.round((ms % 60_000) / 1000)}`.padStart(2, '0')}`
