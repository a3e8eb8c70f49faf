/** Captures packets between pods with tcpdump in a network namespace. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startMortal } from '../system/command.ts'
import { inNetworkNamespace } from '../system/network-namespace.ts'
import { waitForProgram, watch } from '../system/program.ts'

/** In immediate mode the kernel hands packets to tcpdump at once. This is time for tcpdump to run and write the packets. */
const DRAIN_MS = 200
/** tcpdump listens after about 50 ms; a loaded machine may need longer. */
const LISTENS_WITHIN_MS = 5000
/** A loaded machine may not run tcpdump for longer than it drains. What it has not read when it is told to end is lost. */
const READS_WITHIN_MS = 5000

export interface WireCapture {
  packets: number
  /** Whether some packet contained these bytes. */
  saw(text: string): boolean
}

/**
 * Captures packets while `during` runs.
 * @param networkNamespace path: /run/netns/<name> or /proc/<pid>/ns/net
 * @param filter in tcpdump's syntax: "tcp and port 8080"
 * @param networkInterface "any", or an interface whose other end is in another pod
 */
export async function captureWire(
  networkNamespace: string,
  networkInterface: string,
  filter: string,
  during: () => Promise<unknown>,
): Promise<WireCapture> {
  const tcpdump = [
    // tcpdump must stay root: a change of user would cancel the order to die with the harness (setpriv --pdeathsig).
    ...['tcpdump', '-Z', 'root', '-i', networkInterface, '-n'],
    ...['-U', '--immediate-mode', '-w', '-', filter],
  ]
  const child = startMortal(inNetworkNamespace(networkNamespace, tcpdump).flat(), {
    stdin: 'ignore',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  const written: Buffer[] = []
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  try {
    const program = await watch('tcpdump', child, [child.stderr], 'is tcpdump allowed to capture here?')
    await waitForProgram(program, 'to listen', LISTENS_WITHIN_MS, () =>
      printed.includes('listening on') ? true : undefined,
    )
    await during()
    await sleep(DRAIN_MS)
    await waitForProgram(
      program,
      'to read what came',
      READS_WITHIN_MS,
      () => isAsleep(program.pid) || undefined,
    )
  } finally {
    child.kill('SIGINT')
    await child
  }
  const bytes = Buffer.concat(written)
  return {
    packets: Number(/(\d+) packets? captured/.exec(printed)?.[1] ?? 0),
    saw: (text) => bytes.includes(text),
  }
}

/** Whether a program waits for something to come, so that it has read all that came before (proc_pid_stat(5)). */
const isAsleep = (pid: number): boolean => / S [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
