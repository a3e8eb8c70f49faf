/** The hop clock of a run on network namespaces: attached once to the run's cgroup, and told whose sockets are those of each pod. */
import { join } from 'node:path'
import { BenchError } from '../../errors.ts'
import { startHopClock, type RunningHopClock } from '../../instruments/hop-clock/hop-clock.ts'
import type { NotMeasured } from '../../results/record.ts'
import type { Cleanup } from '../../system/cleanup.ts'
import type { NodeSite } from './datapath.ts'

export type ClockOfRun = RunningHopClock | NotMeasured

/** Starts the clock of a run, or returns why there is none: then the run goes on with what its client measures. */
export async function startClockOf(
  run: { runCgroup: string; runtimeDir: string },
  cleanup: Cleanup,
): Promise<ClockOfRun> {
  try {
    const clock = await startHopClock({ recordsFile: join(run.runtimeDir, 'hop-clock.records') }, cleanup)
    await clock.watch(run.runCgroup)
    return clock
  } catch (error) {
    if (error instanceof BenchError) return { notMeasured: error.what }
    throw error
  }
}

/** Tells the clock whose sockets are those of an arm's pods. DNS, strangers and the datapath's own programs are no part of a page. */
export async function clockArm(clock: ClockOfRun, site: NodeSite, cleanup: Cleanup): Promise<void> {
  if ('notMeasured' in clock) return
  const programs = site.pods
    .filter((pod) => pod !== site.dns.pod && !site.strangers.includes(pod))
    .flatMap((pod) => [
      { cgroup: pod.appCgroup, pod: pod.name, role: pod === site.client ? 'client' : 'app' } as const,
      { cgroup: pod.proxyCgroup, pod: pod.name, role: 'proxy' } as const,
    ])
  cleanup.defer(`${site.arm.name} at the hop clock`, () =>
    Promise.all(programs.map(({ cgroup }) => clock.unregister(cgroup))),
  )
  await Promise.all(
    programs.map(({ cgroup, pod, role }) => clock.register(cgroup, { arm: site.arm.name, pod, role })),
  )
}
