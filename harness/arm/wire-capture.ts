/** What can be read on the wire between pods, by tcpdump in a network namespace. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../errors.ts'
import { startMortal } from '../system/command.ts'
import { waitFor } from '../system/wait.ts'

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
  const program = startMortal(
    `exec nsenter --net=${networkNamespace} "$@"`,
    [
      // As root to the end: a change of user would take the death signal back.
      ...['tcpdump', '-Z', 'root', '-i', networkInterface, '-n', '-U', '--immediate-mode', '-w', '-'],
      ...filter.split(' '),
    ],
    { stdin: 'ignore', env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
  )
  const written: Buffer[] = []
  let words = ''
  let ended = false
  void program.then(() => (ended = true))
  program.stdout.on('data', (chunk: Buffer) => written.push(chunk))
  program.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  try {
    await waitFor(
      'tcpdump to listen',
      LISTENS_WITHIN_MS,
      () => words.includes('listening on') || ended || undefined,
    )
    if (!words.includes('listening on'))
      throw new BenchError(`tcpdump ended: ${words}`, 'is tcpdump allowed to capture here?')
    await during()
    await sleep(DRAIN_MS)
  } finally {
    program.kill('SIGINT')
    await program
  }
  const bytes = Buffer.concat(written)
  return {
    packets: Number(/(\d+) packets? captured/.exec(words)?.[1] ?? 0),
    saw: (text) => bytes.includes(text),
  }
}
