/** Starts a program of ours on the node that takes in what proxies make visible. It stands for a server that a mesh has elsewhere. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Unit } from '../../../arm/arm.ts'
import { cgroupCpuUs } from '../../../instruments/cpu/cgroup.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import { makeReadableFolder } from '../../../system/readable-files.ts'
import { startLineProgram } from '../../../system/start-line-program.ts'
import type { NodeSite } from '../datapath.ts'
import { nodeCommand } from './node-program.ts'

/** A proxy that is scraped answers within some milliseconds; a loaded machine may need many times longer. */
const ANSWERS_WITHIN_MS = 10_000

export interface Collector<Answers extends Record<string, object>> {
  pid: number
  unit: Unit
  /** @throws BenchError when the collector refuses the command, does not answer or has ended */
  ask<Command extends keyof Answers & string>(command: Command): Promise<Answers[Command]>
  /** @throws BenchError with the collector's last output lines when it has ended */
  assertAlive: () => void
}

/**
 * Starts it in the node's namespace and in a cgroup of its own, with which it ends. Resolves when it is ready.
 * @param file of the program, in shared/collectors
 * @throws BenchError when it ends or does not answer
 */
export async function startCollector<Answers extends Record<string, object>>(
  site: NodeSite,
  { title, file, args }: { title: string; file: string; args: string[] },
): Promise<Collector<Answers>> {
  const cgroup = join(site.cgroup, 'node', 'collector')
  makeReadableFolder(cgroup)
  const program = fileURLToPath(new URL(`../../shared/collectors/${file}`, import.meta.url))
  const started = await startLineProgram({
    title: `${title} of ${site.arm.name}`,
    command: inNetns(site.netns, nodeCommand(program, ...args)).flat(),
    cgroup,
    advice: {
      withinMs: ANSWERS_WITHIN_MS,
      ifLate: 'its arm may be frozen: readings are taken while an arm is thawed',
      ifRefused:
        'the log of the proxy that is named may show why; otherwise please report it with the scenario',
      ifEnded: 'the lines above are what it printed last; the arm is raised again for the next trial',
    },
  })
  return {
    pid: started.program.pid,
    unit: { pod: 'node', role: 'agent', cpuUs: () => cgroupCpuUs(cgroup) },
    async ask<Command extends keyof Answers & string>(command: Command) {
      const [answer] = await started.conversation.exchange([command])
      return answer as unknown as Answers[Command]
    },
    assertAlive: started.program.assertAlive,
  }
}
