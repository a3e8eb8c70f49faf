/** A stack of undo steps: registered before the thing is made, run in reverse, never throwing. */
import { messageOf } from '../errors.ts'

export interface Cleanup {
  /** Registers how to undo what comes next. */
  defer(what: string, undo: () => Promise<unknown> | undefined): void
  /** Undoes everything, last first. Returns what could not be undone, in words; the next call tries that again. */
  run(): Promise<string[]>
}

export function createCleanup(): Cleanup {
  const steps: { what: string; undo: () => Promise<unknown> | undefined }[] = []
  return {
    defer: (what, undo) => void steps.push({ what, undo }),
    async run() {
      const failures: string[] = []
      const failed: typeof steps = []
      for (let step = steps.pop(); step; step = steps.pop()) {
        try {
          await step.undo()
        } catch (error) {
          failures.push(`${step.what}: ${messageOf(error)}`)
          failed.push(step)
        }
      }
      steps.push(...failed.toReversed())
      return failures
    },
  }
}
