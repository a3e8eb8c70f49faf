/** `history`: the index of all runs, and their costs over time. */
import { join } from 'node:path'
import type { HistoryFlags } from '../cli/reading-commands.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import { buildHistory, type BuiltHistory } from '../history/build-history.ts'
import { readHistory, type History } from '../history/read-history.ts'
import { writeHistory } from '../history/write-history.ts'
import { escaped } from '../words/escaped.ts'

export async function history({ folder, out, json }: HistoryFlags): Promise<ExitCode> {
  const from = folder ?? join(out, 'reports')
  const read = readHistory(from)
  const built = await buildHistory(read)
  writeHistory(from, built)
  if (json) process.stdout.write(`${JSON.stringify(outcome(from, read, built), null, 2)}\n`)
  else {
    for (const { file, reason } of read.skipped)
      process.stderr.write(`${escaped(`skipped ${file}: ${reason}`)}\n`)
    for (const notice of read.notices) process.stderr.write(`${escaped(notice)}\n`)
    process.stdout.write(`${built.pages.map(({ name }) => join(from, name)).join('\n')}\n`)
  }
  return EXIT.ok
}

/** What a program wants to know: what was read, and where levels changed. */
const outcome = (
  folder: string,
  { runs, skipped, notices }: History,
  { settings, pages, exports, linesLeftOut }: BuiltHistory,
) => ({
  pages: pages.map(({ name }) => join(folder, name)),
  exports: exports.map(({ name }) => join(folder, 'history', name)),
  linesLeftOut,
  runs: runs.length,
  skipped,
  notices,
  changes: settings.flatMap(({ machine, provider, scenario, quick, loads }) =>
    loads.flatMap(({ load, ground, arms }) =>
      [...ground, ...arms.flatMap(({ series }) => series)].flatMap(({ arm, metric, kind, changes }) =>
        changes.map(({ run, previous, before, after, p, remarks }) => ({
          ...{ machine: machine.id, provider, scenario, quick, load, arm, metric, kind },
          ...{ first: run.facts.id, previous: previous.facts.id, before, after, p, different: remarks },
        })),
      ),
    ),
  ),
})
