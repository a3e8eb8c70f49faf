/** Counters of the BPF programs, flattened for claims: "redirected.orders" at one pod, "redirected" for the whole node. */
import type { Loader } from './loader.ts'

/** UDP sockets translated at a pod's service address, connected or not. */
export const TRANSLATED_UDP = 'translated.udp'

export async function readCounters(loader: Loader): Promise<Record<string, number>> {
  const { counters } = await loader.ask('counters')
  const flat: Record<string, number> = {}
  const add = (name: string, value: number) => (flat[name] = (flat[name] ?? 0) + value)
  for (const [owner, values] of Object.entries(counters)) {
    for (const [name, value] of Object.entries(values)) {
      add(name, value)
      add(`${name}.${owner}`, value)
    }
    add(`${TRANSLATED_UDP}.${owner}`, (values['connect.udp'] ?? 0) + (values['sendmsg.udp'] ?? 0))
  }
  return flat
}
