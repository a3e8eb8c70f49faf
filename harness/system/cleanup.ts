/** A stack of undo steps: registered before the thing is made, run in reverse, never throwing. */

export interface Cleanup {
  /** Registers how to undo what comes next. */
  defer(what: string, undo: () => Promise<unknown> | undefined): void
  /** Undoes everything, last first. Returns what could not be undone, in words. */
  run(): Promise<string[]>
}

export function createCleanup(): Cleanup {
  const steps: { what: string; undo: () => Promise<unknown> | undefined }[] = []
  return {
    defer: (what, undo) => void steps.push({ what, undo }),
    async run() {
      const failures: string[] = []
      for (let step = steps.pop(); step; step = steps.pop()) {
        try {
          await step.undo()
        } catch (error) {
          failures.push(`${step.what}: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
      return failures
    },
  }
}
