/**
 * Plants an effect into one hop: a BPF program at the node's end of the called pod's veth, where packets leave for the pod, holds up
 * or drops segments of requests. Its loader is no program of the arm: it is neither frozen nor in the arm's CPU and memory.
 */
import { BenchError } from '../../../errors.ts'
import { bpfFile } from '../../../system/bpf-files.ts'
import type { Cleanup } from '../../../system/cleanup.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import { startLineProgram } from '../../../system/start-line-program.ts'
import { TARGET_PORT, type NodeSite } from '../datapath.ts'
import type { PlantedCount } from '../../../results/record.ts'
import { toNs, toUs, type Injection } from './injection.ts'

const ANSWERS_WITHIN_MS = 10_000

interface HopCounts {
  segments: number
  spunNs: number
  dropped: number
}

/**
 * Attaches the program. `delayNs` 0 delays nothing, `dropEvery` 0 drops nothing.
 * @returns what reads its counts
 * @throws BenchError when the kernel refuses the program, or the loader is not built
 */
async function startHopProgram(
  site: NodeSite,
  to: string,
  { delayNs, dropEvery }: { delayNs: number; dropEvery: number },
  cleanup: Cleanup,
): Promise<{ read: () => Promise<HopCounts>; assertAlive: () => void }> {
  const called = site.services.find(({ name }) => name === to)
  if (!called) throw new Error(`no service ${to}: the effect was not chosen from this topology`)
  const title = `the planted effect on the hop to ${to}`
  const command = [
    ...[bpfFile('planted-loader'), bpfFile('planted.bpf.o'), called.pod.hostInterface],
    ...[TARGET_PORT, delayNs, dropEvery].map(String),
  ]
  const { program, conversation } = await startLineProgram(
    {
      title,
      command: inNetns(site.netns, command).flat(),
      advice: {
        withinMs: ANSWERS_WITHIN_MS,
        ifLate: 'the machine may be overloaded',
        ifRefused: 'this is a bug of hopbench: please report it',
        ifEnded: 'run `npm run doctor`; the kernel must be 5.18 or newer and allow BPF',
      },
    },
    cleanup,
  )
  return {
    read: async () => {
      const [answer] = await conversation.exchange(['counts'])
      if (!answer) throw new BenchError(`${title} gave no answer`, 'please report it')
      return answer as unknown as HopCounts
    },
    assertAlive: program.assertAlive,
  }
}

/** An injection whose reading is what the program counted in a window. */
function counted(
  { read, assertAlive }: Awaited<ReturnType<typeof startHopProgram>>,
  reading: (counts: HopCounts) => PlantedCount,
): Injection {
  return {
    async open() {
      const before = await read()
      return async () => {
        const after = await read()
        return reading({
          segments: after.segments - before.segments,
          spunNs: after.spunNs - before.spunNs,
          dropped: after.dropped - before.dropped,
        })
      }
    },
    assertAlive,
  }
}

/** Holds up each request to a service on its way to the pod. */
export async function slowHop(
  site: NodeSite,
  { to, us }: { to: string; us: number },
  cleanup: Cleanup,
): Promise<Injection> {
  const program = await startHopProgram(site, to, { delayNs: toNs(us), dropEvery: 0 }, cleanup)
  return counted(program, ({ segments, spunNs }) => ({ kind: 'slow-hop', segments, us: toUs(spunNs) }))
}

/** Drops each n-th segment of requests to a service. */
export async function lostPackets(
  site: NodeSite,
  { to, every }: { to: string; every: number },
  cleanup: Cleanup,
): Promise<Injection> {
  const program = await startHopProgram(site, to, { delayNs: 0, dropEvery: every }, cleanup)
  return counted(program, ({ segments, dropped }) => ({ kind: 'lost-packets', segments, dropped }))
}
