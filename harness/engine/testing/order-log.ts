/**
 * The order of a run as text. A line is one turn of an arm: the steps done to the arm, and in brackets what was then stored
 * on disk. A line with brackets only is a record that belongs to no arm.
 */
export interface OrderLog {
  did(arm: string, step: string): void
  wrote(what: string): void
  text(): string
}

/** Steps that begin a new turn, even when the same arm had the turn before. */
const BEGINNINGS = ['raise', 'thaw', 'wake', 'down', 'record', 'detach', 'collect']

export function createOrderLog(): OrderLog {
  const turns: { arm: string | null; steps: string[] }[] = []
  return {
    did(arm, step) {
      const turn = turns.at(-1)
      if (turn?.arm === arm && !BEGINNINGS.includes(step)) turn.steps.push(step)
      else turns.push({ arm, steps: [step] })
    },
    wrote: (what) => void turns.push({ arm: null, steps: [what] }),
    text: () =>
      turns
        .map(({ arm, steps }) => (arm === null ? steps.join(', ') : `${arm}: ${steps.join(', ')}`))
        .join('\n'),
  }
}

/** Template tag for expected text in tests: removes the indentation of the surrounding code. */
export function order([text]: TemplateStringsArray): string {
  const lines = text!.split('\n').filter((line) => line.trim() !== '')
  const margin = Math.min(...lines.map((line) => line.search(/\S/)))
  return lines.map((line) => line.slice(margin)).join('\n')
}
