/** What each datapath of a committed run made of the attempts of strangers, as its report says. */
import type { Sight } from '../../flows/seen-by.ts'
import { attemptsView, type AttemptCell } from '../../report/model/attempts-view.ts'
import type { RunRecord } from '../../results/record.ts'
import { table } from '../generated-block.ts'

/**
 * A line for each attempt, and one for what the rule on the datapath's own flows was worth. Plain chains, which see nothing, are left out.
 * @throws Error for a run without attempts
 */
export function attemptsTable({ arms }: Pick<RunRecord, 'arms'>, sights: readonly Sight[]): string {
  const shown = arms.filter(({ role }) => role === 'treatment')
  const view = attemptsView(
    shown.map(({ name }) => ({ name, label: name })),
    sights,
  )
  if (!view) throw new Error('the run has no attempts')
  return table(
    ['attempt', 'who tried what', ...view.arms.map(({ label }) => label)],
    [
      ...view.rows.map(({ name, what, cells }) => [name, what, ...cells.map(textOf)]),
      ['of the attempts, named', '', ...view.arms.map(({ recall }) => recall)],
      ['of what was named, attempts', '', ...view.arms.map(({ precision }) => precision)],
    ],
  )
}

const textOf = (cell: AttemptCell | null): string =>
  cell === null ? 'not tried' : [cell.seen, cell.blocked, cell.named].map(({ words }) => words).join('; ')
