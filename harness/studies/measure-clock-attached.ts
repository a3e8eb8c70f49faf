/**
 * Measures the study of the attached clock in network namespaces on this machine (root, three minutes):
 *
 *     node harness/studies/measure-clock-attached.ts > results/studies/clock-attached.json
 */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arm } from '../arm/arm.ts'
import type { HopClock } from '../arm/hop-clock.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { capacitySpec } from '../engine/run-capacity.ts'
import { ROUNDS_PER_BRING_UP } from '../plan/durations.ts'
import { firstWarmUpPages } from '../plan/first-warm-up.ts'
import { isNotMeasured } from '../results/measured.ts'
import { cgroup2Mount } from '../system/cgroup2.ts'
import { createCleanup } from '../system/cleanup.ts'
import { listenForInterrupt } from '../system/interrupt.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { newRunId, runCgroup } from '../system/run-names.ts'
import { iterationsPerMicrosecond } from '../workload/cpu-work.ts'
import type { SaturatedTurn } from './clock-attached.ts'

const BRING_UPS = 2
const CONNECTIONS = 16
const GROUPS = 24
/** Long enough for hundreds of pages, short enough that a busy neighbour meets all four turns of a group. */
const TURN_MS = 115
const TURNS = [true, false, false, true]
/** Reading, attaching and detaching beside each turn, generously. */
const BESIDE_A_TURN_MS = 15

const { scenario, configured } = resolveRun({
  ...{ provider: 'netns', quick: false, out: '.', folder: process.cwd(), json: false, providerFlags: {} },
})
const runId = newRunId(new Date())
const cleanup = createCleanup()
const { signal } = listenForInterrupt()
cleanup.defer('lock of the machine', await lockMachine())
const folder = mkdtempSync(join(tmpdir(), 'hopbench-study-'))
const say = (text: string) => process.stderr.write(`${text}\n`)
const turns: SaturatedTurn[] = []
try {
  const { topology, clientPlacement, arms } = scenario
  const { raise, hopClock } = await configured.open({
    ...{ runId, topology, clientPlacement, arms, cleanup, signal, record: () => undefined },
    ...{ configDir: folder, logDir: folder, iterationsPerUs: iterationsPerMicrosecond() },
    tell: { status: () => undefined, phase: (what, text) => say(`${what} ${text}`) },
  })
  if (isNotMeasured(hopClock)) throw new Error(hopClock.notMeasured)
  for (let bringUp = 0; bringUp < BRING_UPS; bringUp++)
    for (const [index, spec] of arms.entries()) {
      say(`bring-up ${bringUp + 1}/${BRING_UPS}: ${spec.name}`)
      const arm = await raise(spec, index)
      turns.push(...(await turnsOf(arm, hopClock, bringUp)))
      await arm.down()
    }
} finally {
  for (const left of await cleanup.run()) say(`${left}; \`npm run clean\` removes it`)
}
process.stdout.write(JSON.stringify(turns, null, 1) + '\n')

/** One closed loop, during which the clock is put on the sockets and taken off. */
async function turnsOf(arm: Arm, clock: HopClock, bringUp: number): Promise<SaturatedTurn[]> {
  const { page } = scenario.topology
  const pages = firstWarmUpPages(scenario.topology, { quick: false, roundsPerBringUp: ROUNDS_PER_BRING_UP })
  await arm.warmUp({ driver: 'warm-up', page, port: arm.servicePort, connection: 'keep-alive', pages })
  const measureMs = GROUPS * TURNS.length * (TURN_MS + BESIDE_A_TURN_MS)
  let taken: Promise<SaturatedTurn[]> | undefined
  await clock.recording(true)
  await arm.runClosedLoop(
    { ...capacitySpec(scenario, arm, CONNECTIONS), warmUpMs: 1000, measureMs },
    {
      began: () => {
        taken = takeTurns(arm, clock, bringUp)
        return Promise.resolve()
      },
      ended: async () => {
        await taken
      },
    },
  )
  await clock.recording(false)
  await clock.attached(true)
  await clock.collect()
  return await taken!
}

async function takeTurns(arm: Arm, clock: HopClock, bringUp: number): Promise<SaturatedTurn[]> {
  const read = segmentsOf(arm.spec.name)
  const found: SaturatedTurn[] = []
  for (let group = 0; group < GROUPS; group++) {
    // Room in the ring for the next group.
    await clock.collect()
    for (const attached of TURNS) {
      signal.throwIfAborted()
      await clock.attached(attached)
      const [began, before] = [performance.now(), read()]
      await sleep(TURN_MS)
      const [segments, seconds] = [read() - before, (performance.now() - began) / 1000]
      found.push({ arm: arm.spec.name, bringUp, group, attached, segmentsPerSecond: segments / seconds })
    }
  }
  return found
}

/** Reads how many TCP segments the network namespace of the arm's client has sent. */
function segmentsOf(arm: string): () => number {
  const [pid] = readFileSync(
    join(runCgroup(cgroup2Mount()!, runId), arm, 'client', 'app', 'cgroup.procs'),
    'utf8',
  ).split('\n')
  return () => {
    const [names, values] = readFileSync(`/proc/${pid}/net/snmp`, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('Tcp:'))
      .map((line) => line.split(' '))
    return Number(values![names!.indexOf('OutSegs')])
  }
}
