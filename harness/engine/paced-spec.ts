/** The paced load of a window. */
import { join } from 'node:path'
import type { Arm, PacedSpec } from '../arm/arm.ts'
import type { Load } from '../scenario/schema.ts'
import type { RunContext } from './run-context.ts'

/** Pages slower than this count as timed out; no datapath measured here comes close. */
const PAGE_TIMEOUT_MS = 2000

/**
 * The seed does not depend on the arm, so every arm of a round gets the same schedule.
 * @param window what it is of: the number of its round; and its raw file, relative to the run's folder
 */
export function pacedSpec(
  { plan, scenario, store }: RunContext,
  arm: Arm,
  load: Load,
  pagesPerSecond: number,
  window: { of: string; rawFile: string },
): PacedSpec {
  return {
    driver: 'paced',
    page: scenario.topology.page,
    port: arm.servicePort,
    pagesPerSecond,
    connection: load.connection,
    warmUpMs: load.warmUp,
    measureMs: load.measure,
    timeoutMs: PAGE_TIMEOUT_MS,
    seed: `${plan.seed}/${load.name}/${window.of}`,
    rawFile: join(store.dir, window.rawFile),
  }
}
