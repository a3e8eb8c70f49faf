/** Seeing `requests`: every proxy writes a line for each request into a file, in Istio's default text format. */
import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { withIstioTextLog } from '../../../envoy/config/access-log.ts'
import type { EnvoyOfPod } from '../../../envoy/envoy.ts'
import type { Pod } from '../../../node/pod.ts'
import { lineCounters, linesLogged } from '../../../../shared/collectors/requests-seen.ts'
import type { SeeingMeans } from './means.ts'
import { arrived } from './requests-taken.ts'

/** Istio starts its Envoys with this (pkg/envoy/proxy.go). */
const FLUSH_MS = 1000
/** A line is written with the next flush, and a loaded machine may be late with it. */
const MOST_WAIT_MS = 3 * FLUSH_MS

/** Lines and bytes of a file that grows, of which each look reads only what is new. A file that is not there yet is empty. */
interface GrowingLog {
  path: string
  lines: number
  bytes: number
}

export function accessLog(pods: readonly Pod[]): SeeingMeans {
  const logs = new Map<string, GrowingLog>()
  let sidecars: readonly EnvoyOfPod[] = []
  const read = async () => {
    await Promise.all([...logs.values()].map(readNew))
    return [...logs.values()].reduce(
      (sum, { lines, bytes }) => ({ lines: sum.lines + lines, bytes: sum.bytes + bytes }),
      { lines: 0, bytes: 0 },
    )
  }
  const written = () => arrived(sidecars, read, ({ lines }) => lines, MOST_WAIT_MS)
  return {
    setting: `Istio's default text format, to a file, flushed every ${FLUSH_MS} ms`,
    configure(config, pod, directory) {
      const path = join(directory, 'requests.log')
      // Logs lie in memory (/run), and those of all bring-ups of a run would fill it.
      rmSync(path, { force: true })
      logs.set(pod.name, { path, lines: 0, bytes: 0 })
      return withIstioTextLog(config, path)
    },
    envoyArgs: ['--file-flush-interval-msec', String(FLUSH_MS)],
    begin(started) {
      sidecars = started
      return Promise.resolve()
    },
    units: [],
    processes: [],
    claims: linesLogged(
      pods.map(({ name }) => ({ pod: name, where: `access log of ${name}` })),
      'the log file itself',
    ),
    async readCounters() {
      await written()
      return lineCounters([...logs].map(([pod, { lines }]) => [pod, lines]))
    },
    async seen() {
      const { taken, lines, bytes } = await written()
      return { events: lines, bytes, lost: taken - lines }
    },
    assertAlive: () => undefined,
  }
}

const NEW_LINE = 10
const CHUNK_BYTES = 1 << 20

async function readNew(log: GrowingLog): Promise<void> {
  const file = await open(log.path).catch(() => null)
  if (!file) return
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, log.bytes)
      if (bytesRead === 0) return
      log.bytes += bytesRead
      for (let at = chunk.indexOf(NEW_LINE); at >= 0 && at < bytesRead; at = chunk.indexOf(NEW_LINE, at + 1))
        log.lines += 1
    }
  } finally {
    await file.close()
  }
}
