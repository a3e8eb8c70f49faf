/** For tests: an arm's proofs before, while and after a test breaks its path, and a trial as bench runs it. */
import { join } from 'node:path'
import type { Arm } from '../../../arm/arm.ts'
import { runTrial } from '../../../engine/run-trial.ts'
import { renderObserved } from '../../../results/render-evidence.ts'
import type { TrialRecord } from '../../../results/record.ts'
import { waitFor } from '../../../system/wait.ts'
import type { Proof } from '../../../arm/claims.ts'
import { TOPOLOGY } from './run-site.ts'

/** A control plane configures its proxies within one to three seconds; a busy one needs longer. */
const CONFIGURED_WITHIN_MS = 60_000

/** The proofs that do not hold, with the fields that a reader of the report sees first. */
export const broken = (proofs: Proof[]) =>
  proofs
    .filter(({ holds }) => !holds)
    .map(({ claim, where, observed }) => ({ claim, where, observed: renderObserved(observed) }))

/** Waits until a proof of the arm no longer holds. Returns the proofs that do not hold. */
export const brokenProofs = (arm: Arm) =>
  waitFor('a proof to be broken', CONFIGURED_WITHIN_MS, async () => {
    const found = broken(await arm.verify())
    return found.length > 0 ? found : undefined
  })

/** Returns once every proof holds again. */
export const untilWhole = (arm: Arm) =>
  waitFor('all proofs to hold', CONFIGURED_WITHIN_MS, async () => {
    const found = broken(await arm.verify())
    if (found.length > 0) throw new Error(JSON.stringify(found))
    return true
  })

export interface TestTrial {
  record: TrialRecord
  /** File of raw samples, if the trial has any. */
  rawFile: string
}

/** A trial of 100 pages a second. */
export async function tryArm(
  arm: Arm,
  folder: string,
  { others = [] as Arm[], measureMs = 1000 } = {},
): Promise<TestTrial> {
  const rawFile = join(folder, `${arm.spec.name}.f64`)
  const { record } = await runTrial({
    ...{ arm, others, rawFile, load: 'steady', round: 0, position: 0, bringUp: 0 },
    perturbedBy: null,
    signal: new AbortController().signal,
    spec: {
      driver: 'paced',
      page: TOPOLOGY.page,
      port: arm.servicePort,
      pagesPerSecond: 100,
      connection: 'keep-alive',
      warmUpMs: 300,
      measureMs,
      timeoutMs: 2000,
      seed: 'test',
      rawFile,
    },
  })
  return { record, rawFile }
}
