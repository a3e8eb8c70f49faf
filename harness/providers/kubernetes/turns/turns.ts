/**
 * Which of the run's clusters run: all of them while arms are raised, proved for the first time and removed, and one of them
 * while an arm is measured.
 */

export interface Runner {
  pause(): Promise<void>
  unpause(): Promise<void>
  /** Returns when the CPU use of the running cluster is back at the idle rate. */
  settle(): Promise<void>
}

export interface Turns {
  /** Adds a cluster that runs. */
  join(cluster: Runner): void
  /** Pauses all other clusters. Returns when this one runs and has settled. */
  take(cluster: Runner): Promise<void>
  /** Resumes all clusters. */
  wakeAll(): Promise<void>
}

export function createTurns(): Turns {
  const running = new Set<Runner>()
  const paused = new Set<Runner>()
  const pause = async (cluster: Runner) => {
    await cluster.pause()
    running.delete(cluster)
    paused.add(cluster)
  }
  const unpause = async (cluster: Runner) => {
    await cluster.unpause()
    paused.delete(cluster)
    running.add(cluster)
  }
  const inOrder = createQueue()
  let holder: Runner | null = null
  return {
    join: (cluster) => void running.add(cluster),
    take: (cluster) =>
      inOrder(async () => {
        if (holder === cluster) return
        holder = null
        const others = [...running].filter((other) => other !== cluster)
        await Promise.all([...others.map(pause), paused.has(cluster) && unpause(cluster)])
        await cluster.settle()
        holder = cluster
      }),
    wakeAll: () =>
      inOrder(async () => {
        holder = null
        await Promise.all([...paused].map(unpause))
      }),
  }
}

/** Runs steps one after the other, in the order in which they were given. A step that fails does not keep the next from running. */
export function createQueue(): <T>(step: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (step) => {
    const next = last.then(step, step)
    last = next.catch(() => undefined)
    return next
  }
}
