/** Who is connected to a port of a pod, by the kernel's own list of sockets. */
import { run } from '../../../system/command.ts'
import { inNetns } from '../../../system/network-namespace.ts'
import type { Pod } from '../node/pod.ts'

/** State of an open connection in /proc/net/tcp. */
const ESTABLISHED = '01'

/** IPv4 addresses at the other ends of open connections to the port, one for each connection. @throws BenchError when it cannot be read */
export async function connectedPeers(pod: Pod, port: number): Promise<string[]> {
  const table = await run(...inNetns(pod.netns, ['cat', '/proc/net/tcp']))
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', state] = line.trim().split(/\s+/)
      const isHere = Number.parseInt(local.split(':')[1] ?? '', 16) === port
      return isHere && state === ESTABLISHED ? [addressOf(remote)] : []
    })
}

/** "0B0012C6:1F90" is 198.18.0.11: the bytes of the address in the order of this machine, which is little-endian. */
const addressOf = (end: string): string =>
  (end.split(':')[0]!.match(/../g) ?? [])
    .toReversed()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.')
