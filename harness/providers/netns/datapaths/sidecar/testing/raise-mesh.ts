/** For tests: a whole node with sidecars, DNS and services, and the proofs that a bench would make. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Policies } from '../../../../../policy/policy.ts'
import { topologySchema } from '../../../../../scenario/schema.ts'
import { callGroups, serviceOf } from '../../../../../scenario/topology.ts'
import { cgroup2Mount, removeCgroup } from '../../../../../system/cgroup2.ts'
import { createCleanup } from '../../../../../system/cleanup.ts'
import { newRunId, runCgroup, runtimeDir } from '../../../../../system/run-names.ts'
import { claimRun } from '../../../../../system/run-owner.ts'
import { SERVICE_PORT, withDefaults, type NetnsDatapath } from '../../../datapath.ts'
import { startDns } from '../../../node/dns.ts'
import { planNode, wireNode } from '../../../node/node.ts'
import { createOnceARun } from '../../../node/once-a-run.ts'
import { proveArm, type ProofSite } from '../../../../../arm/prove-arm.ts'
import { startService } from '../../../node/service-program.ts'
import type { Proof } from '../../../datapath.ts'
import { tryFrom } from '../../../proofs/attempts.ts'
import { hostNameOf } from '../../../envoy/istio.ts'

/** orders → stock → prices, in two namespaces. */
export const CHAIN = {
  services: {
    orders: { namespace: 'shop', steps: [{ call: 'stock' }] },
    stock: { namespace: 'shop', steps: [{ call: 'prices.back' }] },
    prices: { namespace: 'back' },
  },
  page: [{ call: 'orders.shop' }],
}

export type RaisedMesh = Awaited<ReturnType<typeof raiseMesh>>

export const broken = (proofs: Proof[]): Proof[] => proofs.filter(({ holds }) => !holds)

/** Raises the node. `down` removes everything of it. */
export async function raiseMesh(
  datapath: NetnsDatapath,
  topology: object = CHAIN,
  armIndex = 60,
  policies?: Policies,
) {
  const { name } = datapath.description
  const runId = newRunId(new Date())
  const cleanup = createCleanup()
  const configDir = await mkdtemp(join(tmpdir(), 'hopbench-sidecar-'))
  cleanup.defer(configDir, () => rm(configDir, { recursive: true }))
  claimRun(runId)
  cleanup.defer(runtimeDir(runId), () => rm(runtimeDir(runId), { recursive: true }))
  const cgroup = runCgroup(cgroup2Mount()!, runId)
  cleanup.defer(cgroup, () => removeCgroup(cgroup))
  const site = planNode({
    runId,
    armIndex,
    runCgroup: cgroup,
    runtimeDir: runtimeDir(runId),
    configDir,
    logDir: configDir,
    onceARun: createOnceARun(),
    topology: topologySchema.parse(topology),
    ...(policies && { policies }),
    arm: { name, datapath: name, fillerServices: 0, policyRules: 0 },
  })
  try {
    await wireNode(site, site.dns.vip, cleanup)
    const installed = withDefaults(await datapath.install(site, cleanup))
    const dns = await startDns(site, 'vip')
    const services = await Promise.all(
      site.services.map((service) =>
        startService(service, site.topology.services[service.name]!, {
          ...site,
          servicePort: SERVICE_PORT,
          iterationsPerUs: 1,
        }),
      ),
    )
    const arm: ProofSite = {
      topology: site.topology,
      datapath: installed,
      services,
      dnsQueries: () => dns.queries(),
      sendPages: (pages) => sendPages(pages),
    }
    const sendPages = async (pages: number) => {
      const page = callGroups(site.topology.page)
        .flat()
        .map(({ call }) => site.services.find(({ name }) => name === serviceOf(call))!)
        .map((service) => ({
          address: service.vip,
          port: SERVICE_PORT,
          host: hostNameOf(service),
          headers: { 'x-hopbench-caller': 'client' },
        }))
      const outcomes = await tryFrom(site.client, 'program', Array.from({ length: pages }, () => page).flat())
      const failures = outcomes.filter((outcome) => outcome !== 'HTTP 200')
      const errors = Object.fromEntries(failures.map((outcome) => [outcome, failures.length]))
      return { completed: pages - failures.length, errors }
    }
    return {
      site,
      installed,
      services,
      sendPages,
      prove: () => proveArm(arm),
      service: (name: string) => services.find((service) => service.name === name)!,
      async countersMovedBy(action: () => Promise<unknown>) {
        const before = await installed.readCounters()
        await action()
        const after = Object.entries(await installed.readCounters())
        return Object.fromEntries(after.map(([name, value]) => [name, value - (before[name] ?? 0)]))
      },
      down: () => cleanup.run(),
    }
  } catch (error) {
    await cleanup.run()
    throw error
  }
}
