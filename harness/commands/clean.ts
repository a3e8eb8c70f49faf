/** `clean`: removes what killed runs left behind, and only that. */
import { EXIT, UnavailableError, type ExitCode } from '../errors.ts'
import { findLeftovers, removeRun } from '../system/leftovers.ts'

export async function clean({ json }: { json: boolean }): Promise<ExitCode> {
  const runs = findLeftovers()
  const dead = runs.filter((run) => !run.alive)
  if (dead.length > 0 && process.getuid?.() !== 0)
    throw new UnavailableError(
      `${dead.length} killed runs left something behind, and only root can remove it`,
      'sudo npm run clean',
    )
  const removed = []
  for (const run of dead) removed.push({ run: run.runId, ...(await removeRun(run)) })
  const alive = runs.filter((run) => run.alive).map((run) => run.runId)
  const failures = removed.flatMap((run) => run.failures)
  process.stdout.write(json ? JSON.stringify({ removed, alive }, null, 2) + '\n' : describe(removed, alive))
  return failures.length === 0 ? EXIT.ok : EXIT.internal
}

function describe(
  removed: { run: string; removed: string[]; failures: string[] }[],
  alive: string[],
): string {
  const lines = [
    ...alive.map((run) => `left alone  ${run}: it is still running`),
    ...removed.flatMap((run) => [
      ...run.removed.map((what) => `removed     ${what}`),
      ...run.failures.map((what) => `failed      ${what}`),
    ]),
  ]
  return lines.length === 0 ? 'nothing was left behind\n' : lines.join('\n') + '\n'
}
