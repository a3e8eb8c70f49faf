/** Reads the verdict matrices of a run, from `policy/` of the run's folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checked, readJson } from '../results/read-records.ts'
import type { RunRecord } from '../results/record.ts'
import { verdictsSchema, type Verdicts } from '../results/verdicts.ts'

/**
 * In the order of the arms; an empty list for a run without policies of files, and for runs of an earlier hopbench.
 * @throws UsageError with file and field where a matrix is damaged
 */
export const readVerdicts = (runDir: string, { arms }: Pick<RunRecord, 'arms'>): Verdicts[] =>
  arms.flatMap(({ name }) => {
    const file = join(runDir, 'policy', `${name}.json`)
    return existsSync(file) ? [checked(verdictsSchema, readJson(file), file)] : []
  })
