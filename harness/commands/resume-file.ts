/** `resume.json` in a run's folder: what a later `--resume` needs besides the plan. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { z } from 'zod'
import { PROJECT } from '../cli/run-flags.ts'
import { messageOf, UsageError } from '../errors.ts'
import { checked, readJson } from '../results/read-records.ts'
import type { RunRecord } from '../results/record.ts'
import { RESUME_VERSION, resumeSchema } from '../results/resume.ts'
import { RESUME } from '../results/store.ts'
import type { Scenario } from '../scenario/schema.ts'
import { shellWord } from '../words/shell-word.ts'
import type { RunOptions } from './resolve-run.ts'

/** The parts of the scenario were checked when the run began. */
export type ResumeFile = Omit<z.infer<typeof resumeSchema>, 'scenario'> & { scenario: Scenario }

/** What to store of a run that begins; null where it cannot be resumed. */
export function resumeFileOf(options: RunOptions, iterationsPerUs: number): object | null {
  const { asked: flags, seed, scenario, leftOut, loadsLeftOut, policies } = options
  if (!flags) return null
  const policyFiles = hashesOf(policies?.files ?? [])
  return {
    version: RESUME_VERSION,
    flags,
    seed,
    scenario,
    policyFiles,
    leftOut,
    loadsLeftOut,
    iterationsPerUs,
  }
}

/** @throws UsageError for a run that was not begun in a way that can be resumed, and for a damaged file */
export function readResumeFile(runDir: string): ResumeFile {
  const file = join(runDir, RESUME)
  if (!existsSync(file))
    throw new UsageError(
      `${runDir} cannot be resumed: it has no ${RESUME}, which \`npm run bench\` writes`,
      '`npm run report` shows what was measured; `npm run bench` begins a new run',
    )
  const { scenario, ...stored } = checked(resumeSchema, readJson(file), file)
  return { ...stored, scenario: scenario as unknown as Scenario }
}

/** @throws UsageError for a file of policies that has changed since the run began, or is gone */
export function refuseChangedPolicies({ policyFiles }: ResumeFile): void {
  for (const [file, hash] of Object.entries(policyFiles)) {
    if (hashOf(file) === hash) continue
    throw new UsageError(
      `${file} has changed since the run began, or is gone`,
      'restore the file as it was, or begin a new run; nothing has been started',
    )
  }
}

const hashesOf = (files: readonly string[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file, hashOf(file)]))

function hashOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch (error) {
    return messageOf(error)
  }
}

/** Whether a run lacks something that `--resume` would measure. */
export const canGoOn = (runDir: string, { status }: Pick<RunRecord, 'status'>): boolean =>
  status !== 'complete' && existsSync(join(runDir, RESUME))

/** What a user types to go on with the run in this folder. */
export function resumeCommand(runDir: string): string {
  const id = runDir.split('/').at(-1)!
  const isOwn = resolve(runDir) === join(PROJECT, 'results', id)
  const what = isOwn ? id : runDir
  return `npm run bench -- --resume ${shellWord(what)}`
}
