/** Counters of the BPF programs by name, for claims: "redirected.orders" for one pod, "redirected" for the whole node. */
import type { Loader } from './loader.ts'

/** Counter of UDP sockets, connected or not, whose destination was translated from a service address. */
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
