/** Runs one cluster at a time: the cluster whose turn it is runs, and the other clusters of the run are paused. */

export interface Runner {
  pause(): Promise<void>
  /** Resumes the cluster; returns when its CPU use is back at the idle rate. */
  resume(): Promise<void>
}

export interface Turns {
  /**
   * Gives the turn to a cluster: pauses the running one and resumes this one. Null only pauses.
   * @param isNew the cluster has just been created, so there is nothing to resume
   */
  take(cluster: Runner | null, isNew?: boolean): Promise<void>
  /** Runs steps that need a turn, such as removing an arm, one after the other. */
  inOrder<T>(step: () => Promise<T>): Promise<T>
}

export function createTurns(): Turns {
  let running: Runner | null = null
  let queue: Promise<unknown> = Promise.resolve()
  return {
    async take(cluster, isNew = false) {
      if (running === cluster) return
      const before = running
      running = cluster
      await before?.pause()
      if (!isNew) await cluster?.resume()
    },
    inOrder(step) {
      const next = queue.then(step, step)
      queue = next.catch(() => undefined)
      return next
    },
  }
}
