/** What `gate` was asked to compare: two stored runs, or two versions of hopbench. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { GateFlags } from '../cli/gate-command.ts'
import { UsageError } from '../errors.ts'
import { isRun } from '../results/run-index.ts'
import { isRunId } from '../system/run-names.ts'
import { findRun } from './report.ts'

export interface GateSides {
  kind: 'runs' | 'versions'
  /** Folders of runs, or git refs. */
  base: string
  head: string
}

/** @throws UsageError for a run beside a version, and for a run that is not there */
export function gateSides({
  base,
  head,
  out,
  folder,
}: Pick<GateFlags, 'base' | 'head' | 'out' | 'folder'>): GateSides {
  const results = join(out, 'results')
  const runOf = (what: string): string | null => {
    // A ref may have a slash, so that a path is a run only where there is one.
    const path = resolve(folder, what)
    if (/[/\\]/.test(what)) return existsSync(path) && isRun(path) ? path : null
    return isRunId(what) || isRun(join(results, what)) ? findRun(results, what) : null
  }
  const runs = { base: runOf(base), head: runOf(head) }
  if (runs.base !== null && runs.head !== null) return { kind: 'runs', base: runs.base, head: runs.head }
  if (runs.base === null && runs.head === null) return { kind: 'versions', base, head }
  const [run, other] =
    runs.base === null ? [`--head ${head}`, `--base ${base}`] : [`--base ${base}`, `--head ${head}`]
  throw new UsageError(
    `${run} is a run, and ${other} is none`,
    'name two runs, by their ids or the folders of their records, or two git refs, which are then measured beside each other; nothing has been started',
  )
}
