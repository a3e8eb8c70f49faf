/**
 * The order of a run as text. A line is one turn of an arm: what was done to it, and in brackets what was then on disk.
 * A line of brackets alone is a record of no arm.
 */
export interface OrderLog {
  did(arm: string, step: string): void
  wrote(what: string): void
  text(): string
}

/** These begin a turn, also where the same arm had the turn before. */
const BEGINNINGS = ['raise', 'thaw', 'down']

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

/** A text in a test, without the margin of the code around it. */
export function order([text]: TemplateStringsArray): string {
  const lines = text!.split('\n').filter((line) => line.trim() !== '')
  const margin = Math.min(...lines.map((line) => line.search(/\S/)))
  return lines.map((line) => line.slice(margin)).join('\n')
}
