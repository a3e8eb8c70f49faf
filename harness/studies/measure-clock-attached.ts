/**
 * Measures the study of the attached clock in network namespaces on this machine (root):
 *
 *     node harness/studies/measure-clock-attached.ts > results/studies/clock-attached.json
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Arm } from '../arm/arm.ts'
import type { HopClock } from '../arm/hop-clock.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { runCapacity, capacitySpec } from '../engine/run-capacity.ts'
import { firstWarmUpPages } from '../plan/first-warm-up.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { CapacityRecord } from '../results/record.ts'
import { createCleanup } from '../system/cleanup.ts'
import { listenForInterrupt } from '../system/interrupt.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { newRunId } from '../system/run-names.ts'
import { iterationsPerMicrosecond } from '../workload/cpu-work.ts'
import type { SaturatedWindow } from './clock-attached.ts'

const BRING_UPS = 4
const GROUPS_OF_A_BRING_UP = 3
const MEASURE_MS = 500
const WARM_UP_MS = 100

const { scenario, configured } = resolveRun({
  ...{ provider: 'netns', quick: false, out: '.', folder: process.cwd(), json: false, providerFlags: {} },
})
const cleanup = createCleanup()
const { signal } = listenForInterrupt()
cleanup.defer('lock of the machine', await lockMachine())
const folder = mkdtempSync(join(tmpdir(), 'hopbench-study-'))
const say = (text: string) => process.stderr.write(`${text}\n`)
const windows: SaturatedWindow[] = []
try {
  const { raise, hopClock } = await configured.open({
    ...{
      runId: newRunId(new Date()),
      topology: scenario.topology,
      clientPlacement: scenario.clientPlacement,
    },
    ...{ configDir: folder, logDir: folder, iterationsPerUs: iterationsPerMicrosecond() },
    ...{ cleanup, arms: scenario.arms, signal, record: () => undefined },
    tell: { status: () => undefined, phase: (what, text) => say(`${what} ${text}`) },
  })
  if (isNotMeasured(hopClock)) throw new Error(hopClock.notMeasured)
  for (let bringUp = 0; bringUp < BRING_UPS; bringUp++) {
    for (const [index, spec] of scenario.arms.entries()) {
      say(`bring-up ${bringUp + 1}/${BRING_UPS}: ${spec.name}`)
      const arm = await raise(spec, index)
      await arm.warmUp({
        ...{ driver: 'warm-up', page: scenario.topology.page, port: arm.servicePort },
        ...{ connection: 'keep-alive', pages: firstWarmUpPages(scenario.topology, false) },
      })
      for (let group = 0; group < GROUPS_OF_A_BRING_UP; group++)
        for (const attached of [true, false, false, true])
          windows.push(...windowOf(await saturate(arm, hopClock, bringUp, attached), group, attached))
      await arm.down()
      await hopClock.collect()
    }
  }
} finally {
  for (const left of await cleanup.run()) say(`${left}; \`npm run clean\` removes it`)
}
process.stdout.write(JSON.stringify(windows, null, 1) + '\n')

async function saturate(arm: Arm, clock: HopClock, bringUp: number, attached: boolean) {
  signal.throwIfAborted()
  await clock.attached(attached)
  await clock.recording(attached)
  const record = await runCapacity({
    ...{ arm, others: [], load: 'closed-loop', round: 0, bringUp, signal },
    spec: { ...capacitySpec(scenario, arm, MEASURE_MS), warmUpMs: WARM_UP_MS },
  })
  await clock.recording(false)
  await clock.collect()
  return record
}

/** None for a window that failed. */
function windowOf(record: CapacityRecord, group: number, attached: boolean): SaturatedWindow[] {
  if (record.status === 'failed' || isNotMeasured(record.cpu)) return []
  const { arm, bringUp, pagesPerSecond, cpu } = record
  const busyUs = cpu.cores * cpu.wallUs - cpu.idleUs
  const busyUsPerPage = busyUs / ((pagesPerSecond * cpu.wallUs) / 1e6)
  return [{ ...{ arm, bringUp, group, attached, pagesPerSecond, busyUsPerPage } }]
}
