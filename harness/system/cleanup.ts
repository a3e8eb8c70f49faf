/** A stack of undo steps. A step is registered before the thing is made; steps run in reverse order and never throw. */
import { messageOf } from '../errors.ts'

export interface Cleanup {
  /** Registers how to undo the thing that is made next. */
  defer(what: string, undo: () => Promise<unknown> | undefined): void
  /** Undoes everything, last first. Returns a message for each step that failed; the next call tries these steps again. */
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
