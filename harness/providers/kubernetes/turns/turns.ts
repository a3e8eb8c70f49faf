/** One cluster at a time: the one whose turn it is runs, the others of the run are paused. */

export interface Runner {
  pause(): Promise<void>
  /** Lets it run again; returns when it is back at its idle rate. */
  resume(): Promise<void>
}

export interface Turns {
  /** Pauses whichever runs, unless it is this one; null only pauses. `isNew`: the cluster has just been created, so there is nothing to resume. */
  take(cluster: Runner | null, isNew?: boolean): Promise<void>
  /** Steps of several arms that each need a turn, such as taking them down, come one after the other. */
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
