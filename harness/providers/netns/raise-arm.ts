/** Raises one arm on network namespaces: wires the node, installs the datapath, starts DNS, services and client. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cgroupCpuUs } from '../../instruments/cpu/cgroup.ts'
import { hostAccount } from '../../instruments/cpu/host-account.ts'
import { readMemory, type MemberOfArm } from '../../instruments/memory/memory.ts'
import type { Arm, Role, Unit } from '../../arm/arm.ts'
import { createLoadClient } from '../../load/load-client.ts'
import { createCleanup, type Cleanup } from '../../system/cleanup.ts'
import type { ArmSpec, ClientStep } from '../../scenario/schema.ts'
import { clockArm, type ClockOfRun } from './clock-of-run.ts'
import { makeAttempts } from '../shared/attempts/make-attempts.ts'
import { attemptSiteOf } from './attempts/attempt-site.ts'
import { startDatabase, type DatabaseProgram } from './database/server.ts'
import { startDns } from './node/dns.ts'
import { freeze, thaw } from '../shared/freezer.ts'
import { nodeCommand, nodeEnvironment } from './node/node-program.ts'
import { openInterfaces } from './node/interface-counts.ts'
import { planNode, wireNode } from './node/node.ts'
import { readNetworkSettings } from './node/network-settings.ts'
import type { OnceARun } from './node/once-a-run.ts'
import type { Pod } from './node/pod.ts'
import { withPodAddresses } from './node/pod-addresses.ts'
import { startInPod } from './node/process.ts'
import { atWindowEnd } from '../../arm/instrument.ts'
import { plant } from './planted/plant.ts'
import { busyUsOf } from './planted/busy-service.ts'
import { observePages } from '../../arm/observe-pages.ts'
import { proveArm } from '../../arm/prove-arm.ts'
import { startService } from './node/service-program.ts'
import { SERVICE_PORT, TARGET_PORT, withDefaults, type NetnsDatapath, type NodeSite } from './datapath.ts'
import type { RunSite } from '../provider.ts'
import { verdictsOfArm } from './verdicts/verdicts-of-arm.ts'

/** As the settings of an arm say it. */
const NAMES_RESOLVE_TO: Record<NetnsDatapath['namesResolveTo'], string> = {
  vip: 'vip',
  pod: 'pod',
  gateways: 'address of the central gateways',
}

const LOAD_CLIENT = fileURLToPath(new URL('../../load/client.ts', import.meta.url))

/** What an arm uses of its run. */
type ArmRun = Pick<
  RunSite,
  'runId' | 'topology' | 'policies' | 'attempts' | 'configDir' | 'logDir' | 'iterationsPerUs' | 'cleanup'
> & {
  runCgroup: string
  runtimeDir: string
  onceARun: OnceARun
  /** Path of the program of the services. */
  serviceProgram: string
  hopClock: ClockOfRun
}

/** Raises an arm. When a step fails, the earlier steps are undone. */
export async function raiseArm(
  armRun: ArmRun,
  datapath: NetnsDatapath,
  spec: ArmSpec,
  armIndex: number,
): Promise<Arm> {
  const cleanup = createCleanup()
  // The run's cleanup tries again what the arm's teardown could not undo. It also removes the arm when the run ends before
  // the arm's own teardown.
  armRun.cleanup.defer(`arm ${spec.name}`, async () => {
    const left = await cleanup.run()
    if (left.length > 0) throw new Error(left.join('; '))
  })
  try {
    const gateways = datapath.gatewaysOf?.(spec)
    const strangers = armRun.attempts?.strangers ?? []
    const site = planNode({ ...armRun, strangers, arm: spec, armIndex, ...(gateways && { gateways }) })
    return await raise(armRun, datapath, site, cleanup)
  } catch (error) {
    await cleanup.run()
    throw error
  }
}

async function raise(
  armRun: ArmRun,
  datapath: NetnsDatapath,
  site: NodeSite,
  cleanup: Cleanup,
): Promise<Arm> {
  const toPods = datapath.namesResolveTo === 'pod'
  await wireNode(site, toPods ? site.dns.pod.address : site.dns.vip, cleanup)
  await clockArm(armRun.hopClock, site, cleanup)
  const installed = withDefaults(await datapath.install(site, cleanup))
  const servicePort = toPods ? TARGET_PORT : SERVICE_PORT
  const [dns, databases, services, client] = await Promise.all([
    startDns(site, datapath.namesResolveTo),
    Promise.all(site.databases.map((database) => startDatabase(site, database))),
    Promise.all(
      site.services.map((service) =>
        startService(service, site.topology.services[service.name]!, {
          ...site,
          servicePort,
          iterationsPerUs: armRun.iterationsPerUs,
          program: armRun.serviceProgram,
          ...busyUsOf(site.arm, service.name),
        }),
      ),
    ),
    startClient(site),
  ])
  const planted = await plant(site, services, cleanup)
  const attempts = armRun.attempts?.attempts ?? []
  const programs = [...services, ...databases, dns, client].map(({ program }) => program)
  const pageOf = (page: ClientStep[]) => withPodAddresses(page, site.services)
  const sendPages = (pages: number) =>
    client.load.exactly({ driver: 'exactly', page: pageOf(site.topology.page), port: servicePort, pages })
  const here = <Spec extends { page: ClientStep[] }>(load: Spec): Spec => ({
    ...load,
    page: pageOf(load.page),
  })
  const units = [
    ...podsWithProgram(site).map((pod) => unitOf(pod, roleOf(site, pod))),
    ...installed.units,
    ...planted.units,
  ]
  return {
    spec: site.arm,
    title: datapath.description.title,
    capability: datapath.description.capability,
    fidelity: datapath.description.fidelity,
    reservations: { notMeasured: 'programs in network namespaces reserve nothing' },
    settings: async () => ({
      'names resolve to': NAMES_RESOLVE_TO[datapath.namesResolveTo],
      ...Object.fromEntries(databases.map(({ name, settings }) => [`database ${name}`, settings])),
      ...installed.settings,
      ...(await readNetworkSettings(site)),
    }),
    units,
    instruments: {
      cpu: hostAccount(units),
      memory: atWindowEnd(async () =>
        readMemory(
          [
            ...services.map(({ program: { pid } }): { pid: number; role: Role } => ({ pid, role: 'app' })),
            ...(await processesOf(databases)),
            { pid: dns.program.pid, role: 'agent' },
            { pid: client.program.pid, role: 'client' },
            ...installed.processes(),
            ...planted.processes,
          ],
          await installed.kernelMemory(),
        ),
      ),
    },
    pods: site.pods.length,
    servicePort,
    verify: (depth) =>
      proveArm(
        {
          topology: site.topology,
          datapath: installed,
          services,
          databases,
          dnsQueries: () => dns.queries(),
          sendPages,
        },
        depth,
      ),
    retries: () => installed.retries(),
    warmUp: (spec) => client.load.warmUp(here(spec)),
    runPaced: (load, edges) => client.load.paced(here(load), edges),
    runClosedLoop: (load, edges) => client.load.closedLoop(here(load), edges),
    flows: (carry) =>
      observePages(
        installed.flowSource ?? { nothing: installed.seesNothing },
        {
          ...{ services, databases, sendPages },
          ...(attempts.length > 0 && {
            makeAttempts: () => makeAttempts(attemptSiteOf(site, servicePort), attempts),
          }),
        },
        carry,
      ),
    ...(site.policies && { verdicts: () => verdictsOfArm(site, datapath, installed.policies) }),
    ...(installed.seen && { seen: () => installed.seen!() }),
    ...(planted.open && { openPlanted: planted.open }),
    openWire: () => openInterfaces([...services, ...databases, client].map(({ program }) => program.pid)),
    async freeze() {
      planted.rest()
      await installed.rest().finally(() => freeze(site.cgroup))
    },
    async thaw() {
      await thaw(site.cgroup)
      await installed.work()
      planted.work()
    },
    async wake() {
      await thaw(site.cgroup)
      planted.work()
    },
    assertAlive() {
      programs.forEach((program) => program.assertAlive())
      installed.assertAlive()
      planted.assertAlive()
    },
    down: () => cleanup.run(),
  }
}

/**
 * In the pod of a gateway runs nothing but the gateway, which is the datapath's. In those of strangers runs nothing while something is
 * measured.
 */
const podsWithProgram = ({ pods, strangers, gateways }: NodeSite): Pod[] =>
  pods.filter((pod) => !strangers.includes(pod) && !gateways?.pods.includes(pod))

/** A server has a process for each connection, and such a process may end at any moment. */
const processesOf = async (databases: readonly DatabaseProgram[]): Promise<MemberOfArm[]> =>
  (await Promise.all(databases.map((database) => database.pids())))
    .flat()
    .map((pid) => ({ pid, role: 'app', mayEnd: true }))

const roleOf = (site: NodeSite, pod: Pod): Role =>
  pod === site.client ? 'client' : pod === site.dns.pod ? 'agent' : 'app'

const unitOf = (pod: Pod, role: Role): Unit => ({
  pod: pod.name,
  role,
  cpuUs: () => cgroupCpuUs(pod.appCgroup),
})

async function startClient(site: NodeSite) {
  const program = await startInPod({
    pod: site.client,
    role: 'app',
    title: 'load client',
    command: nodeCommand(LOAD_CLIENT),
    env: nodeEnvironment(site),
    logFile: join(site.logDir, 'client.log'),
    conversation: true,
  })
  const { stdin, stdout } = program.child
  return {
    program,
    load: createLoadClient(
      stdin!,
      stdout,
      program.child.then(() => program.ended() ?? 'ended'),
    ),
  }
}
