/** For tests: a small real node with a datapath, its DNS server and its services, and its teardown. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attempts } from '../../../scenario/attempts.ts'
import { armSchema, topologySchema, type Seeing, type Topology } from '../../../scenario/schema.ts'
import { cgroup2Mount, removeCgroup } from '../../../system/cgroup2.ts'
import { createCleanup } from '../../../system/cleanup.ts'
import { newRunId, runCgroup, runtimeDir } from '../../../system/run-names.ts'
import { claimRun } from '../../../system/run-owner.ts'
import { SERVICE_PORT, type InstalledDatapath, type NetnsDatapath, type NodeSite } from '../datapath.ts'
import { startDns, type DnsServer } from '../node/dns.ts'
import { planNode, wireNode } from '../node/node.ts'
import { createOnceARun } from '../node/once-a-run.ts'
import { proveArm } from '../../../arm/prove-arm.ts'
import { startService, type ServiceProgram } from '../node/service-program.ts'

export interface NodeForTests {
  site: NodeSite
  datapath: InstalledDatapath
  dns: DnsServer
  service(name: string): ServiceProgram
  /** Runs the proofs of a run. The program of the first service sends the pages to this address. */
  prove(host: string, port?: number): ReturnType<typeof proveArm>
  down(): Promise<string[]>
}

/** Two services without calls: `front` in the namespace default, `orders` in shop. */
const TOPOLOGY: Topology = topologySchema.parse({
  services: { front: {}, orders: { namespace: 'shop' } },
  page: [{ call: 'front' }],
})

/** Raises a node with `fillerServices` idle services besides those of the topology. */
export async function raiseNodeForTests(
  datapath: NetnsDatapath,
  fillerServices = 0,
  {
    topology = TOPOLOGY,
    seeing,
    strangers = [],
  }: { topology?: Topology; seeing?: Seeing; strangers?: Attempts['strangers'] } = {},
): Promise<NodeForTests> {
  const cleanup = createCleanup()
  const runId = newRunId(new Date())
  const mount = cgroup2Mount()
  if (!mount) throw new Error('no cgroup2 here')
  const files = runtimeDir(runId)
  cleanup.defer('files', () => rm(files, { recursive: true, force: true }))
  claimRun(runId) // otherwise a `clean` at the same time would take the node for that of a dead run
  const arm = {
    ...armSchema.parse({ datapath: datapath.description.name, fillerServices, seeing }),
    name: 'a',
  }
  const site = planNode({
    runId,
    arm,
    armIndex: 0,
    topology,
    strangers,
    runCgroup: runCgroup(mount, runId),
    runtimeDir: files,
    configDir: join(files, 'kept'),
    logDir: join(files, 'logs'),
    onceARun: createOnceARun(),
  })
  cleanup.defer('cgroup of the run', () => removeCgroup(runCgroup(mount, runId)))
  try {
    await wireNode(site, datapath.namesResolveTo === 'vip' ? site.dns.vip : site.dns.pod.address, cleanup)
    const installed = await datapath.install(site, cleanup)
    const dns = await startDns(site, datapath.namesResolveTo)
    const services = await Promise.all(
      site.services.map((service) =>
        startService(service, topology.services[service.name]!, {
          ...site,
          servicePort: 80,
          iterationsPerUs: 1,
        }),
      ),
    )
    const byName = (name: string) => services.find((service) => service.name === name)!
    return {
      site,
      datapath: installed,
      dns,
      service: byName,
      prove: (host, port = SERVICE_PORT) =>
        proveArm({
          topology: site.topology,
          datapath: installed,
          services,
          dnsQueries: () => dns.queries(),
          async sendPages(pages) {
            const outcomes = await Promise.all(
              Array.from({ length: pages }, () => byName('front').probeHttp(host, port)),
            )
            const failed = outcomes.filter((outcome) => outcome !== '200')
            return {
              completed: pages - failed.length,
              errors: Object.fromEntries(
                failed.map((outcome) => [outcome, failed.filter((f) => f === outcome).length]),
              ),
            }
          },
        }),
      down: () => cleanup.run(),
    }
  } catch (error) {
    await cleanup.run()
    throw error
  }
}
