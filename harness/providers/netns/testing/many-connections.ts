/** For tests: opens TCP connections between two pods as fast as the machine can, with the tool `connections` of bpf/tests. */
import { bpfFile } from '../../../system/bpf-files.ts'
import { run, startMortal } from '../../../system/command.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import type { Pod } from '../node/pod.ts'

/** No service listens here. */
export const MANY_PORT = 9000
const TOOL = bpfFile('connections')

export interface ManyConnections {
  /** Opens so many and ends each with a reset. Returns how many were opened a second. */
  open(count: number): Promise<number>
  end(): Promise<void>
}

/** Begins to accept connections in a pod. */
export async function acceptMany(from: Pod, to: Pod): Promise<ManyConnections> {
  const acceptor = startMortal(inNetns(to.netns, [TOOL, 'accept', String(MANY_PORT)]).flat(), {
    stdin: 'ignore',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  await Promise.race([
    new Promise((resolve) => acceptor.stdout.once('data', resolve)),
    acceptor.then(({ exitCode }) => {
      throw new Error(`connections accept ended with ${exitCode}`)
    }),
  ])
  return {
    async open(count) {
      const command = [TOOL, 'open', to.address, String(MANY_PORT), String(count)]
      const answer = JSON.parse(await run(...inNetns(from.netns, command))) as {
        opened: number
        microseconds: number
      }
      return (answer.opened * 1e6) / answer.microseconds
    },
    async end() {
      acceptor.kill('SIGKILL')
      await acceptor
    },
  }
}
