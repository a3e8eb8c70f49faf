/** Whether figures of two committed runs may be held against each other: only if one machine measured both. */
import { sameHost } from '../results/calibration.ts'
import type { RunRecord } from '../results/record.ts'

/** Two sentences for a page that shows a run. @param other how the page calls the other run */
export const machinesText = (
  run: RunRecord,
  { run: other, name }: { run: RunRecord; name: string },
): string =>
  sameHost(run.host, other.host)
    ? `By processor, cores, kernel and memory its machine is that of ${name}, so figures of the two may be held against each other.`
    : `Its machine is another one than that of ${name}: do not hold figures of the two against each other.`

/** @throws Error where a table would show runs of several machines side by side */
export function requireOneMachine(runs: readonly RunRecord[]): void {
  const other = runs.find(({ host }) => !sameHost(host, runs[0]!.host))
  if (other)
    throw new Error(
      `run ${other.id} (${other.host.cpuModel}) is of another machine than run ${runs[0]!.id} (${runs[0]!.host.cpuModel}): measure both on one machine, or show them in two tables`,
    )
}
