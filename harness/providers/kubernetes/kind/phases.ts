/** Steps of a cluster's bring-up, each timed and shown while it lasts. */

export interface Phases {
  /** Runs one step. @throws what the step throws, or the signal's reason before the step begins */
  run<T>(name: string, step: () => Promise<T>): Promise<T>
  /** Milliseconds of each step so far, in order. */
  durationsMs: Readonly<Record<string, number>>
}

export function createPhases(status: (step: string) => void, signal: AbortSignal): Phases {
  const durationsMs: Record<string, number> = {}
  return {
    durationsMs,
    async run(name, step) {
      signal.throwIfAborted()
      status(name)
      const began = performance.now()
      try {
        return await step()
      } finally {
        durationsMs[name] = Math.round(performance.now() - began)
      }
    },
  }
}
