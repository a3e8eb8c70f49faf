/** Where the flows of Envoys come from: their access logs, which are off in every measured window. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FlowSource } from '../../../arm/observe-pages.ts'
import { BenchError } from '../../../errors.ts'
import { readAccessRecord, type ProxyPlace } from '../../../flows/access-log.ts'
import { byTime, ourEmitter, type FlowLine } from '../../../flows/hubble.ts'
import type { NodeSite } from '../datapath.ts'
import { podAt } from '../pod-at.ts'
import type { Pod } from '../node/pod.ts'
import { readStatistics } from './admin.ts'
import { BUFFERED_BYTES, FAILED_WRITES } from './config/access-log.ts'

/** Envoy writes its log in batches, by default every 10 s. */
export const FLUSHES_MS = 100
/** The log is read again until nothing is added for this long, and Envoy has nothing left to write. */
const QUIET_MS = 4 * FLUSHES_MS

/** The access log of a pod's proxy. */
export interface ProxyLog {
  file: string
  /** How many writes the proxy could not make. */
  failedWrites: () => Promise<number>
  /** Bytes that the proxy has logged and not written yet. */
  bufferedBytes: () => Promise<number>
}

/**
 * @param pods that have a proxy
 * @param stands where these proxies stand
 * @param startLogging replaces every proxy by one that logs; returns each pod's log
 */
export const flowSourceOf = (
  site: NodeSite,
  pods: readonly Pod[],
  stands: ProxyPlace,
  startLogging: () => Promise<(pod: Pod) => ProxyLog>,
): FlowSource => ({
  source: `access logs of ${stands === 'in a pod' ? "the pods' Envoys" : 'the central Envoys'}, made into flows by hopbench`,
  emitter: ourEmitter('envoy-access-log'),
  sees: 'requests',
  switchedOn: ['access logs: every Envoy is replaced by one with the same configuration and an access log'],
  namesFrom:
    'the run’s own table of addresses; of connections that Envoy could not make, the names in its log',
  async begin() {
    const logAt = await startLogging()
    return async (from) => {
      const lines: FlowLine[] = []
      for (const pod of pods)
        for (const record of await readWhole(pod, logAt(pod)))
          lines.push(...linesOf(site, pod, stands, record, from))
      return {
        lines: lines.toSorted(byTime),
        lost: { notMeasured: 'Envoy does not count what its log lost' },
      }
    }
  },
})

/** @throws BenchError for a log that lacks records: what is left of it would look like fewer calls */
async function readWhole(pod: Pod, log: ProxyLog): Promise<string[]> {
  const lines = await readQuiet(log)
  const failed = await log.failedWrites()
  if (failed === 0) return lines
  throw new BenchError(
    `the access log of ${pod.name} is not whole: Envoy could not write to it ${failed} times`,
    `make room on the disk of ${log.file}`,
  )
}

/** The lines of a log that has stopped growing, of a proxy that has written all. */
async function readQuiet({ file, bufferedBytes }: ProxyLog): Promise<string[]> {
  let text = await readFile(file, 'utf8')
  for (;;) {
    await sleep(QUIET_MS)
    // Asked before the file is read: what Envoy writes in between would be missed.
    const isWritten = (await bufferedBytes()) === 0
    const now = await readFile(file, 'utf8')
    if (isWritten && now === text) return now.split('\n').filter((line) => line !== '')
    text = now
  }
}

/** @throws Error for a record that is not as Envoy writes it: what the log holds must not be left out in silence */
function linesOf(site: NodeSite, pod: Pod, stands: ProxyPlace, text: string, from: Date): FlowLine[] {
  const lines = readAccessRecord(JSON.parse(text), {
    emitter: ourEmitter('envoy-access-log'),
    node: site.netns,
    stands,
    podAt: (address) => podAt(site, address),
  })
  if ('problem' in lines) throw new Error(`access log of ${pod.name}: ${lines.problem}`)
  const began = new Date(lines[0]!.flow!.time)
  return began.getTime() < from.getTime() ? [] : lines
}

/** The log of the proxy that has this socket for administration. */
export const logOf = (adminSocket: string): ProxyLog => ({
  file: logIn(dirname(adminSocket)),
  failedWrites: async () => (await readStatistics(adminSocket, FAILED_WRITES)).get(FAILED_WRITES) ?? NaN,
  async bufferedBytes() {
    const bytes = (await readStatistics(adminSocket, BUFFERED_BYTES, 'Gauges')).get(BUFFERED_BYTES)
    if (bytes === undefined) throw new Error(`Envoy at ${adminSocket} does not tell ${BUFFERED_BYTES}`)
    return bytes
  },
})

/** In the proxy's own folder, where its user may write. */
export const logIn = (directory: string): string => join(directory, 'access.log')
