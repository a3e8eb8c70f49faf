/** Tries the verdict matrix of an arm and stores it with the results. */
import type { Arm } from '../arm/arm.ts'
import { wasAsExpected, type VerdictCell } from '../results/verdicts.ts'
import type { RunContext } from './run-context.ts'

/**
 * Stores the matrix of an arm that runs, with a line of evidence where the arm enforces policies. Cells that deviated at first and then
 * no more are in the matrix, and break no proof. The twin repeats the baseline, and has no matrix of its own.
 * @throws the reason when cells cannot be tried or the matrix cannot be written
 */
export async function keepVerdicts({ store, progress }: RunContext, arm: Arm, bringUp: number): Promise<void> {
  if (arm.spec.isTwin) return
  const { name } = arm.spec
  const verdicts = await arm.verdicts?.()
  if (!verdicts) return
  const file = store.keepVerdicts({ arm: name, ...verdicts })
  if (verdicts.enforced.length === 0) return
  const tried = verdicts.cells.filter(({ tries }) => tries.length > 0)
  const deviating = tried.filter((cell) => !wasAsExpected(cell, -1))
  if (deviating.length > 0)
    progress.phase('broken', `${name}: ${deviating.length} of ${tried.length} verdicts deviate`)
  store.appendEvidence([
    {
      ...{ arm: name, bringUp, when: 'after', kind: 'policy', subject: {} },
      claim: 'every cell of the verdict matrix ends as the policies say',
      where: deviating.length === 0 ? name : deviating.slice(0, MOST_NAMED).map(cellName).join('; '),
      expected: { comparison: 'exactly', count: tried.length, unit: 'cells' },
      observed: { count: tried.length - deviating.length, unit: 'cells' },
      holds: deviating.length === 0,
      source: file,
    },
  ])
}

/** The matrix has all of them. */
const MOST_NAMED = 5

const cellName = ({ from, to, port, request }: VerdictCell): string =>
  `${from} → ${to}:${port}${request ? ` ${request.method} ${request.path}` : ''}`
