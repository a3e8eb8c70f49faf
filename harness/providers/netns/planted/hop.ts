/**
 * Plants an effect into one hop: a BPF program at the node's end of the called pod's veth, where packets leave for the pod, holds up
 * or drops segments of requests. Its loader is no program of the arm: it is neither frozen nor in the arm's CPU and memory.
 */
import { BenchError } from '../../../errors.ts'
import { bpfFile } from '../../../system/bpf-files.ts'
import type { Cleanup } from '../../../system/cleanup.ts'
import { startMortal } from '../../../system/command.ts'
import { converse } from '../../../system/line-program.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import { watch, type Program } from '../../../system/program.ts'
import { TARGET_PORT, type NodeSite } from '../datapath.ts'
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
  const loader: { child?: Program['child'] } = {}
  const title = `the planted effect on the hop to ${to}`
  cleanup.defer(title, async () => {
    loader.child?.kill('SIGKILL')
    await loader.child
  })
  const command = [
    ...[bpfFile('planted-loader'), bpfFile('planted.bpf.o'), called.pod.hostInterface],
    ...[TARGET_PORT, delayNs, dropEvery].map(String),
  ]
  const child = startMortal(inNetns(site.netns, command).flat(), {
    stdin: 'pipe',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  loader.child = child
  const program = await watch(
    title,
    child,
    [child.stderr],
    'run `npm run doctor`; the kernel must be 5.18 or newer and allow BPF',
  )
  const conversation = converse(program, {
    withinMs: ANSWERS_WITHIN_MS,
    ifLate: 'the machine may be overloaded',
    ifRefused: 'this is a bug of hopbench: please report it',
  })
  await conversation.ready()
  return {
    read: async () => {
      const [answer] = await conversation.exchange(['counts'])
      if (!answer) throw new BenchError(`${title} gave no answer`, 'please report it')
      return answer as unknown as HopCounts
    },
    assertAlive: program.assertAlive,
  }
}

/** Holds up each request to a service on its way to the pod. */
export async function slowHop(
  site: NodeSite,
  { to, us }: { to: string; us: number },
  cleanup: Cleanup,
): Promise<Injection> {
  const program = await startHopProgram(site, to, { delayNs: toNs(us), dropEvery: 0 }, cleanup)
  return {
    async open() {
      const before = await program.read()
      return async () => {
        const after = await program.read()
        return {
          kind: 'slow-hop',
          segments: after.segments - before.segments,
          us: toUs(after.spunNs - before.spunNs),
        }
      }
    },
    assertAlive: program.assertAlive,
  }
}

/** Drops each n-th segment of requests to a service. */
export async function lostPackets(
  site: NodeSite,
  { to, every }: { to: string; every: number },
  cleanup: Cleanup,
): Promise<Injection> {
  const program = await startHopProgram(site, to, { delayNs: 0, dropEvery: every }, cleanup)
  return {
    async open() {
      const before = await program.read()
      return async () => {
        const after = await program.read()
        return {
          kind: 'lost-packets',
          segments: after.segments - before.segments,
          dropped: after.dropped - before.dropped,
        }
      }
    },
    assertAlive: program.assertAlive,
  }
}
