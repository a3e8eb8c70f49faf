/** For tests: a whole node with sidecars, DNS and services, and what a bench would prove of it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { topologySchema } from '../../../../../scenario/schema.ts'
import { callGroups, serviceOf } from '../../../../../scenario/topology.ts'
import { cgroup2Mount, killCgroup, removeCgroup } from '../../../../../system/cgroup2.ts'
import { createCleanup } from '../../../../../system/cleanup.ts'
import { newRunId, runCgroup, runtimeDir } from '../../../../../system/run-names.ts'
import { waitFor } from '../../../../../system/wait.ts'
import { claimRun } from '../../../../../system/run-owner.ts'
import { SERVICE_PORT, type NetnsDatapath } from '../../../datapath.ts'
import { startDns } from '../../../node/dns.ts'
import { planNode, wireNode } from '../../../node/node.ts'
import { proveArm, type ProofSite } from '../../../../../arm/prove-arm.ts'
import { startService } from '../../../node/service-program.ts'
import type { Proof } from '../../../datapath.ts'
import { tryFrom } from '../attempts.ts'
import type { Message } from '../../../envoy/config/message.ts'
import { makeProxyDirectory, startEnvoy, waitUntilReady } from '../../../envoy/envoy.ts'
import { hostNameOf } from '../../../envoy/istio.ts'

/** orders → stock → prices, over two namespaces. */
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

/** Raises it; `down` leaves nothing. */
export async function raiseMesh(datapath: NetnsDatapath, topology: object = CHAIN, armIndex = 60) {
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
    topology: topologySchema.parse(topology),
    arm: { name: datapath.name, datapath: datapath.name, fillerServices: 0, flowEvents: true },
  })
  try {
    await wireNode(site, site.dns.vip, cleanup)
    const startedAt = performance.now()
    const installed = await datapath.install(site, cleanup)
    const installMs = performance.now() - startedAt
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
      sendPages: (pages) => sendPages(pages, 'program'),
    }
    const sendPages = async (pages: number, asWhom: 'program' | 'bypass') => {
      const page = callGroups(site.topology.page)
        .flat()
        .map(({ call }) => site.services.find(({ name }) => name === serviceOf(call))!)
        .map((service) => ({
          address: service.vip,
          port: SERVICE_PORT,
          host: hostNameOf(service),
          headers: { 'x-hopbench-caller': 'client' },
        }))
      const outcomes = await tryFrom(site.client, asWhom, Array.from({ length: pages }, () => page).flat())
      const failures = outcomes.filter((outcome) => outcome !== 'HTTP 200')
      const errors = Object.fromEntries(failures.map((outcome) => [outcome, failures.length]))
      return { completed: pages - failures.length, errors }
    }
    return {
      site,
      installed,
      services,
      installMs,
      prove: () => proveArm(arm),
      service: (name: string) => services.find((service) => service.name === name)!,
      async countersMovedBy(action: () => Promise<unknown>) {
        const before = await installed.readCounters()
        await action()
        const after = Object.entries(await installed.readCounters())
        return Object.fromEntries(after.map(([name, value]) => [name, value - (before[name] ?? 0)]))
      },
      /** Ends the Envoy of a pod and starts another with its configuration changed; returns the one it had. */
      async replaceEnvoy(name: string, change: (config: Message) => Message) {
        const { pod } = site.services.find((service) => service.name === name)!
        await killCgroup(pod.proxyCgroup)
        await waitFor('the Envoy to end', 5000, async () =>
          (await readFile(join(pod.proxyCgroup, 'cgroup.procs'), 'utf8')) === '' ? true : undefined,
        )
        const text = await readFile(join(site.configDir, `envoy-${name}.json`), 'utf8')
        const config = JSON.parse(text) as Message
        const directory = await makeProxyDirectory(site, pod)
        await rm(join(directory, 'admin.sock'), { force: true })
        await waitUntilReady(await startEnvoy(site, pod, directory, change(config)))
        return JSON.parse(text) as Message
      },
      proveWithClientThatBypasses: () =>
        proveArm({ ...arm, sendPages: (pages) => sendPages(pages, 'bypass') }),
      down: () => cleanup.run(),
    }
  } catch (error) {
    await cleanup.run()
    throw error
  }
}
