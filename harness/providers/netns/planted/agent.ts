/** Plants an agent onto the node: a program in the arm's own cgroups that takes a known amount of CPU, or of memory, or both. */
import { join } from 'node:path'
import { cgroupCpuUs } from '../../../instruments/cpu/cgroup.ts'
import { bpfFile } from '../../../system/bpf-files.ts'
import { startLineProgram } from '../../../system/start-line-program.ts'
import { makeReadableFolder } from '../../../system/readable-files.ts'
import type { NodeSite } from '../datapath.ts'
import { nowUs, toUs, type Injection } from './injection.ts'

/** It lets every other program go first, and so may be late under load. */
const ANSWERS_WITHIN_MS = 10_000

interface AgentCounts {
  cpuNs: number
  heldBytes: number
}

export interface AgentPlan {
  /** Microseconds of CPU in each slice, and from slice to slice; null for an agent that rests. */
  busy: { sliceUs: number; everyUs: number } | null
  heldBytes: number
}

/** The two injections of the agent. Both name its unit and its process, which the account must hold once. */
export interface PlantedAgent {
  busy: Injection
  held: Injection
}

/**
 * Starts the agent, of which the arm needs one at most. It ends with the arm's cgroup.
 * @throws BenchError when the program is not built, or ends
 */
export async function startAgent(site: NodeSite, { busy, heldBytes }: AgentPlan): Promise<PlantedAgent> {
  const cgroup = join(site.cgroup, 'node', 'planted-agent')
  makeReadableFolder(cgroup)
  const figures = [busy?.sliceUs ?? 0, busy?.everyUs ?? 0, heldBytes].map(String)
  const { program, conversation } = await startLineProgram({
    title: 'the planted agent',
    command: [bpfFile('planted-agent'), ...figures],
    cgroup,
    advice: {
      withinMs: ANSWERS_WITHIN_MS,
      ifLate: 'its arm may be frozen: readings are taken while an arm is thawed',
      ifRefused: 'this is a bug of hopbench: please report it',
      ifEnded: 'build it with `make -C bpf`, as `sudo npm run bench` does',
    },
  })
  const read = async () => {
    const [answer] = await conversation.exchange(['counts'])
    return { ...(answer as unknown as AgentCounts), atUs: nowUs() }
  }
  const inAccount: Pick<Injection, 'units' | 'processes' | 'assertAlive'> = {
    units: [{ pod: 'node', role: 'agent', cpuUs: () => cgroupCpuUs(cgroup) }],
    processes: [{ pid: program.pid, role: 'agent' }],
    assertAlive: program.assertAlive,
  }
  return {
    busy: {
      ...inAccount,
      async open() {
        const before = await read()
        return async () => {
          const after = await read()
          return {
            kind: 'busy-agent',
            cpuUs: toUs(after.cpuNs - before.cpuNs),
            overUs: after.atUs - before.atUs,
          }
        }
      },
    },
    held: {
      ...inAccount,
      open: () => Promise.resolve(async () => ({ kind: 'held-memory', bytes: (await read()).heldBytes })),
    },
  }
}
