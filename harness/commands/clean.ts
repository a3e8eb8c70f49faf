/** `clean`: removes only what killed runs left behind; with `--kept` also the clusters of runs with `--keep`. */
import { EXIT, UnavailableError, type ExitCode } from '../errors.ts'
import { findLeftovers, removeClusters, removeRun, type Removal } from '../system/leftovers.ts'

export interface CleanFlags {
  json: boolean
  /** Whether clusters of runs with --keep are removed as well. */
  kept: boolean
}

export async function clean({ json, kept: withKept }: CleanFlags): Promise<ExitCode> {
  const { runs, kept } = await findLeftovers()
  const dead = runs.filter((run) => !run.alive)
  if (dead.length > 0 && process.getuid?.() !== 0)
    throw new UnavailableError(
      `${dead.length} killed runs left something behind, and only root can remove it`,
      'sudo npm run clean',
    )
  const removed: ({ run: string | null } & Removal)[] = []
  for (const run of dead) removed.push({ run: run.runId, ...(await removeRun(run)) })
  const alive = runs.filter((run) => run.alive).map((run) => run.runId)
  // A running bench may be using the kept clusters.
  const takesKept = withKept && alive.length === 0
  if (takesKept && kept.length > 0) removed.push({ run: null, ...(await removeClusters(kept)) })
  const left = takesKept ? [] : kept.map(({ name }) => name)
  const failures = removed.flatMap((run) => run.failures)
  process.stdout.write(
    json
      ? JSON.stringify({ removed, alive, kept: left }, null, 2) + '\n'
      : describe(removed, alive, left, withKept),
  )
  return failures.length === 0 ? EXIT.ok : EXIT.internal
}

function describe(removed: Removal[], alive: string[], kept: string[], withKept: boolean): string {
  const whyKept = withKept ? 'a run that may use it is under way' : '`npm run clean -- --kept` removes it'
  const lines = [
    ...alive.map((run) => `left alone  ${run}: it is still running`),
    ...kept.map((name) => `kept        kind cluster ${name}: ${whyKept}`),
    ...removed.flatMap((run) => [
      ...run.removed.map((what) => `removed     ${what}`),
      ...run.failures.map((what) => `failed      ${what}`),
    ]),
  ]
  return lines.length === 0 ? 'nothing was left behind\n' : lines.join('\n') + '\n'
}
