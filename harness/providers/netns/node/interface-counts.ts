/** Reads what passed the interfaces of pods, by the counters of the kernel. */
import { readFileSync } from 'node:fs'
import type { WireReading } from '../../../results/record.ts'

/**
 * Opens a reading of the pods in whose namespaces these processes run; the returned function closes it. Reads a file of a few lines
 * for each pod, which takes a tenth of a millisecond.
 */
export function openInterfaces(pids: readonly number[]): () => WireReading {
  const before = readAll(pids)
  return () => {
    const after = readAll(pids)
    return { bytes: after.bytes - before.bytes, packets: after.packets - before.packets }
  }
}

function readAll(pids: readonly number[]): WireReading {
  const counts = pids.map((pid) => parseInterface(readFileSync(`/proc/${pid}/net/dev`, 'utf8')))
  return {
    bytes: counts.reduce((sum, { bytes }) => sum + bytes, 0),
    packets: counts.reduce((sum, { packets }) => sum + packets, 0),
  }
}

/** Received and sent through `eth0`, the pod's end of its veth. Throws Error where the text has no such interface. */
export function parseInterface(text: string): WireReading {
  const columns = /^\s*eth0:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/).map(Number)
  // proc_pid_net(5): eight counters of what was received, then eight of what was sent; bytes come first, then packets.
  const [received, receivedPackets, sent, sentPackets] = [0, 1, 8, 9].map((column) => columns?.[column])
  if (
    received === undefined ||
    receivedPackets === undefined ||
    sent === undefined ||
    sentPackets === undefined
  )
    throw new Error('the pod has no interface eth0')
  return { bytes: received + sent, packets: receivedPackets + sentPackets }
}
