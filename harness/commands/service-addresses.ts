/** The services' own addresses in a run on network namespaces, from the configuration of each arm's name server. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf } from '../results/read-records.ts'
import type { RunRecord } from '../results/record.ts'

/** `host-record=stock.data.svc.cluster.local,198.19.4.17`, as dnsmasq reads it. */
const RECORD = /^host-record=([^.,]+)\.([^.,]+)\.svc\.[^,]*,(.+)$/gm

/** @returns "data/stock" by its address; empty for arms whose addresses are not stored, as on Kubernetes */
export function serviceAddresses(
  runDir: string,
  arms: readonly Pick<RunRecord['arms'][number], 'name'>[],
): Map<string, string> {
  const addresses = new Map<string, string>()
  for (const { name } of arms) {
    const file = join(runDir, 'configs', name, 'dnsmasq.conf')
    if (!existsSync(file)) continue
    for (const [, service, namespace, address] of bytesOf(file).toString('utf8').matchAll(RECORD))
      addresses.set(address!, `${namespace}/${service}`)
  }
  return addresses
}
