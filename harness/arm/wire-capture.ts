/** What can be read on the wire between pods, by tcpdump in a network namespace. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startMortal } from '../system/command.ts'
import { inNetworkNamespace } from '../system/network-namespace.ts'
import { waitForProgram, watch } from '../system/program.ts'

/** Packets are with tcpdump at once (immediate mode); this lets it be scheduled and write them. */
const DRAIN_MS = 200
/** It listens after some 50 ms; a loaded machine may need longer. */
const LISTENS_WITHIN_MS = 5000

export interface WireCapture {
  packets: number
  /** Whether these bytes were seen in a packet. */
  saw(text: string): boolean
}

/**
 * Captures packets while `during` runs.
 * @param networkNamespace path: /run/netns/<name> or /proc/<pid>/ns/net
 * @param filter which ones, as tcpdump takes it: "tcp and port 8080"
 * @param networkInterface "any", or one whose other side is another pod
 */
export async function captureWire(
  networkNamespace: string,
  networkInterface: string,
  filter: string,
  during: () => Promise<unknown>,
): Promise<WireCapture> {
  const tcpdump = [
    // As root to the end: a change of user would take the death signal back.
    ...['tcpdump', '-Z', 'root', '-i', networkInterface, '-n'],
    ...['-U', '--immediate-mode', '-w', '-', filter],
  ]
  const child = startMortal(inNetworkNamespace(networkNamespace, tcpdump).flat(), {
    stdin: 'ignore',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  const written: Buffer[] = []
  let words = ''
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  try {
    const program = await watch('tcpdump', child, [child.stderr], 'is tcpdump allowed to capture here?')
    await waitForProgram(program, 'to listen', LISTENS_WITHIN_MS, () =>
      words.includes('listening on') ? true : undefined,
    )
    await during()
    await sleep(DRAIN_MS)
  } finally {
    child.kill('SIGINT')
    await child
  }
  const bytes = Buffer.concat(written)
  return {
    packets: Number(/(\d+) packets? captured/.exec(words)?.[1] ?? 0),
    saw: (text) => bytes.includes(text),
  }
}
