/** Runs `conntrack -E` in a node's namespace, and tells how many events the kernel could not hand to it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { UnavailableError } from '../../../errors.ts'
import type { Cleanup } from '../../../system/cleanup.ts'
import { startMortal, type RunningProgram } from '../../../system/command.ts'
import { inNetworkNamespace } from '../../../system/network-namespace.ts'
import { findProgram } from '../../../system/probes.ts'
import { waitForProgram, watch } from '../../../system/program.ts'
import { makeReadableFolder } from '../../../system/readable-files.ts'
import type { TrackedNode } from './tracked-node.ts'

/**
 * Room for half a second of 10,000 connections a second: seven events each (opened, five changes of state, and one to spare), each with
 * about 900 bytes in the kernel's account. The kernel's default of 212 KB would hold 35 connections.
 */
export const EVENT_BUFFER_BYTES = 32 * 1024 * 1024
/** The program listens after some milliseconds; a loaded machine may need many times longer. */
const LISTENS_WITHIN_MS = 10_000
/** The program prints each event at once, so all has been printed when nothing came for this long and the kernel holds nothing. */
const QUIET_MS = 100

export interface ConntrackWatch {
  pid: number
  /** Ends the program at once, whatever it may still have to tell. */
  stop(): void
  /** Ends the program; returns its lines, and how many events the kernel dropped because its buffer was full. */
  end(): Promise<{ lines: string[]; lost: number }>
}

export interface WatchOptions {
  /** Name of the arm, for messages. */
  arm: string
  /** The cgroup2 directory that the program runs in, with which it ends; the harness's own where absent. */
  cgroup?: string
  /** Ends the program where it has no cgroup that ends it. */
  cleanup?: Pick<Cleanup, 'defer'>
  /** Room for events that the program has not read yet. */
  bufferBytes?: number
}

/**
 * Returns when the program listens. It ends with its cgroup, and with the harness.
 * @throws UnavailableError where the program is not installed; BenchError with its last lines when it ends
 */
export async function watchConntrack(
  { name, network }: Pick<TrackedNode, 'name' | 'network'>,
  { arm, cgroup, cleanup, bufferBytes = EVENT_BUFFER_BYTES }: WatchOptions,
): Promise<ConntrackWatch> {
  if (findProgram('conntrack') === null)
    throw new UnavailableError('conntrack is not installed', '`sudo npm run bench` installs it')
  if (cgroup !== undefined) makeReadableFolder(cgroup)
  const command = ['conntrack', '-E', '-e', 'NEW,UPDATES', '-o', 'timestamp,id', '-b', String(bufferBytes)]
  const title = `conntrack of ${arm} on ${name}`
  const started: { child?: RunningProgram } = {}
  cleanup?.defer(title, async () => {
    started.child?.kill('SIGKILL')
    await started.child
  })
  const child = startMortal(inNetworkNamespace(network, command).flat(), {
    ...(cgroup !== undefined && { cgroup }),
    stdin: 'ignore',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  started.child = child
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const program = await watch(
    title,
    child,
    [child.stderr],
    'run `npm run doctor`; the kernel must have nf_conntrack_netlink',
  )
  const { pid } = program
  await waitForProgram(program, 'to listen', LISTENS_WITHIN_MS, () => listenerOf(pid) ?? undefined)
  return {
    pid,
    stop: () => child.kill('SIGKILL'),
    async end() {
      for (let seen = -1; seen !== chunks.length || (listenerOf(pid)?.waiting ?? 0) > 0;) {
        program.assertAlive()
        seen = chunks.length
        await sleep(QUIET_MS)
      }
      const lost = listenerOf(pid)?.dropped ?? 0
      program.assertAlive()
      child.kill('SIGTERM')
      await child
      const text = Buffer.concat(chunks).toString()
      return { lines: text.split('\n').filter((line) => line !== ''), lost }
    },
  }
}

interface Listener {
  /** Bytes that the program has not read yet. */
  waiting: number
  /** Events that found no room. */
  dropped: number
}

/** NETLINK_NETFILTER (include/uapi/linux/netlink.h). */
const NETFILTER = '12'

/** The program's socket that is subscribed to events, from the kernel's table of netlink sockets; null before there is one. */
function listenerOf(pid: number): Listener | null {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`)
      } catch {
        return '' // closed meanwhile
      }
    }),
  )
  for (const line of readFileSync(`/proc/${pid}/net/netlink`, 'utf8').split('\n').slice(1)) {
    const [, protocol, , groups, waiting, , , , dropped, inode] = line.trim().split(/\s+/)
    if (protocol === NETFILTER && !/^0*$/.test(groups ?? '') && own.has(`socket:[${inode}]`))
      return { waiting: Number(waiting), dropped: Number(dropped) }
  }
  return null
}
