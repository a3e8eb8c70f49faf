/** Raises one arm on network namespaces: wires the node, installs the datapath, starts DNS, services and client. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cgroupCpuUs } from '../../instruments/cpu/cgroup.ts'
import { hostAccount } from '../../instruments/cpu/host-account.ts'
import { readMemory } from '../../instruments/memory/memory.ts'
import type { Arm, Role, Unit } from '../../arm/arm.ts'
import { createLoadClient } from '../../load/load-client.ts'
import { createCleanup, type Cleanup } from '../../system/cleanup.ts'
import type { ArmSpec } from '../../scenario/schema.ts'
import { clockArm, type ClockOfRun } from './clock-of-run.ts'
import { makeAttempts } from './attempts/make-attempts.ts'
import { startDns } from './node/dns.ts'
import { freeze, thaw } from '../shared/freezer.ts'
import { nodeCommand, nodeEnvironment } from './node/node-program.ts'
import { planNode, wireNode } from './node/node.ts'
import { readNetworkSettings } from './node/network-settings.ts'
import type { OnceARun } from './node/once-a-run.ts'
import type { Pod } from './node/pod.ts'
import { startInPod } from './node/process.ts'
import { atWindowEnd } from '../../arm/instrument.ts'
import { plant } from './planted/plant.ts'
import { busyUsOf } from './planted/busy-service.ts'
import { observePages } from '../../arm/observe-pages.ts'
import { proveArm } from '../../arm/prove-arm.ts'
import { startService } from './node/service-program.ts'
import { SERVICE_PORT, TARGET_PORT, withDefaults, type NetnsDatapath, type NodeSite } from './datapath.ts'
import type { RunSite } from '../provider.ts'

const LOAD_CLIENT = fileURLToPath(new URL('../../load/client.ts', import.meta.url))

/** What an arm uses of its run. */
type ArmRun = Pick<
  RunSite,
  'runId' | 'topology' | 'attempts' | 'configDir' | 'logDir' | 'iterationsPerUs' | 'cleanup'
> & {
  runCgroup: string
  runtimeDir: string
  onceARun: OnceARun
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
    const strangers = armRun.attempts?.strangers ?? []
    return await raise(armRun, datapath, planNode({ ...armRun, strangers, arm: spec, armIndex }), cleanup)
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
  await wireNode(site, datapath.namesResolveTo === 'vip' ? site.dns.vip : site.dns.pod.address, cleanup)
  await clockArm(armRun.hopClock, site, cleanup)
  const installed = withDefaults(await datapath.install(site, cleanup))
  const servicePort = datapath.namesResolveTo === 'vip' ? SERVICE_PORT : TARGET_PORT
  const [dns, services, client] = await Promise.all([
    startDns(site, datapath.namesResolveTo),
    Promise.all(
      site.services.map((service) =>
        startService(service, site.topology.services[service.name]!, {
          ...site,
          servicePort,
          iterationsPerUs: armRun.iterationsPerUs,
          ...busyUsOf(site.arm, service.name),
        }),
      ),
    ),
    startClient(site),
  ])
  const planted = await plant(site, services, cleanup)
  const attempts = armRun.attempts?.attempts ?? []
  const programs = [...services, dns, client].map(({ program }) => program)
  const sendPages = (pages: number) =>
    client.load.exactly({ driver: 'exactly', page: site.topology.page, port: servicePort, pages })
  const units = [
    // Nothing runs in the pods of strangers while something is measured.
    ...site.pods.filter((pod) => !site.strangers.includes(pod)).map((pod) => unitOf(pod, roleOf(site, pod))),
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
      'names resolve to': datapath.namesResolveTo,
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
          dnsQueries: () => dns.queries(),
          sendPages,
        },
        depth,
      ),
    retries: () => installed.retries(),
    warmUp: (spec) => client.load.warmUp(spec),
    runPaced: (load, edges) => client.load.paced(load, edges),
    runClosedLoop: (load, edges) => client.load.closedLoop(load, edges),
    flows: () =>
      observePages(installed.flowSource ?? null, {
        ...{ services, sendPages },
        ...(attempts.length > 0 && { makeAttempts: () => makeAttempts(site, servicePort, attempts) }),
      }),
    ...(planted.open && { openPlanted: planted.open }),
    async freeze() {
      planted.rest()
      await freeze(site.cgroup)
    },
    async thaw() {
      await thaw(site.cgroup)
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
