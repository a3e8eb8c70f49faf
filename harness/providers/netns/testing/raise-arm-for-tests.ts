/** For tests: an arm as a run raises it, with access to its node and datapath. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arm } from '../../../arm/arm.ts'
import type { Policies } from '../../../policy/policy.ts'
import type { Attempts } from '../../../scenario/attempts.ts'
import { armSchema, type Seeing, type Topology } from '../../../scenario/schema.ts'
import type { PlantedEffect } from '../../../scenario/planted-effect.ts'
import { cgroup2Mount, removeCgroup } from '../../../system/cgroup2.ts'
import { createCleanup } from '../../../system/cleanup.ts'
import { makeReadableFolder } from '../../../system/readable-files.ts'
import { newRunId, runCgroup, runtimeDir } from '../../../system/run-names.ts'
import { claimRun } from '../../../system/run-owner.ts'
import type { InstalledDatapath, NetnsDatapath, NodeSite } from '../datapath.ts'
import { startClockOf, type ClockOfRun } from '../clock-of-run.ts'
import { createOnceARun } from '../node/once-a-run.ts'
import { SERVICE } from '../node/service-program.ts'
import { raiseArm } from '../raise-arm.ts'

export interface ArmForTests {
  runId: string
  arm: Arm
  site: NodeSite
  installed: InstalledDatapath
  /** The clock of the arm's run; it stays when the arm alone goes down. */
  hopClock: ClockOfRun
  /** Tears the arm and its run down; returns a message for each thing that could not be undone. */
  down(): Promise<string[]>
}

/** Raises an arm in a run of its own, without a hop clock unless asked for. When a step fails, the earlier steps are undone. */
export async function raiseArmForTests(
  datapath: NetnsDatapath,
  topology: Topology,
  {
    withHopClock = false,
    planted,
    seeing,
    gatewayReplicas,
    policies,
    policyRules = 0,
    attempts,
  }: {
    withHopClock?: boolean
    planted?: readonly PlantedEffect[]
    seeing?: Seeing
    gatewayReplicas?: number
    policies?: Policies
    policyRules?: number
    attempts?: Attempts
  } = {},
): Promise<ArmForTests> {
  const cleanup = createCleanup()
  const runId = newRunId(new Date())
  const cgroup = runCgroup(cgroup2Mount()!, runId)
  const files = runtimeDir(runId)
  cleanup.defer('files', () => rm(files, { recursive: true, force: true }))
  claimRun(runId) // otherwise a `clean` at the same time would take the arm for that of a dead run
  cleanup.defer('cgroup of the run', () => removeCgroup(cgroup))
  const seen: { site?: NodeSite; installed?: InstalledDatapath } = {}
  const watched: NetnsDatapath = {
    ...datapath,
    async install(site, ofArm) {
      const installed = await datapath.install(site, ofArm)
      Object.assign(seen, { site, installed })
      return installed
    },
  }
  const { name } = datapath.description
  try {
    const run = { runCgroup: cgroup, runtimeDir: files }
    for (const path of Object.values(run)) makeReadableFolder(path)
    const hopClock: ClockOfRun = withHopClock
      ? await startClockOf(run, cleanup)
      : { notMeasured: 'the test has no use for the hop clock' }
    const arm = await raiseArm(
      {
        ...{ runId, topology, cleanup, ...run, hopClock, iterationsPerUs: 1 },
        ...(policies && { policies }),
        ...(attempts && { attempts }),
        ...{ configDir: join(files, 'kept'), logDir: join(files, 'logs'), onceARun: createOnceARun() },
        serviceProgram: SERVICE,
      },
      watched,
      {
        ...armSchema.parse({ datapath: name, seeing, gatewayReplicas, policyRules }),
        ...{ name, ...(planted && { planted }) },
      },
      0,
    )
    const down = async () => [...(await arm.down()), ...(await cleanup.run())]
    return { runId, arm, site: seen.site!, installed: seen.installed!, hopClock, down }
  } catch (error) {
    await cleanup.run()
    throw error
  }
}
