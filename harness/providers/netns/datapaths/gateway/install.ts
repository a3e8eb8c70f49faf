/** Installs the central gateways: an Envoy in each of their pods, and kube-proxy's rules, which spread callers over them. */
import { dirname } from 'node:path'
import { cgroupCpuUs } from '../../../../instruments/cpu/cgroup.ts'
import { mayCall } from '../../../../scenario/topology.ts'
import type { CentralGateways, InstalledDatapath, NodeSite } from '../../datapath.ts'
import { readVersion } from '../../envoy/admin.ts'
import { withAccessLog } from '../../envoy/config/access-log.ts'
import {
  adminSocketIn,
  endEnvoy,
  makeProxyDirectory,
  startEnvoy,
  waitUntilReady,
  type EnvoyOfPod,
} from '../../envoy/envoy.ts'
import { FLUSHES_MS, flowSourceOf, logIn, logOf } from '../../envoy/flow-source.ts'
import { WORKERS } from '../../envoy/istio.ts'
import { readRetries } from '../../envoy/retries.ts'
import { installKubeProxy } from '../../netfilter/rules.ts'
import { claimsOf, readGatewayCounters } from './claims.ts'
import { gatewayBootstrap, type RoutedService } from './config/bootstrap.ts'
import { proveGateway } from './proofs.ts'

/**
 * Nothing needs to be undone: the rules vanish with the namespaces, the Envoys with the arm's cgroup.
 * @throws BenchError with an Envoy's last output lines when this Envoy does not start.
 */
export async function installGateway(site: NodeSite): Promise<InstalledDatapath> {
  const { gateways } = site
  if (!gateways) throw new Error('a node without pods for its gateways')
  // Nothing else may run meanwhile: the growth of kernel memory during this step is taken as the memory of the rules.
  const rules = await installKubeProxy(site)
  let envoys = await startGateways(site, gateways)
  return {
    settings: {
      ...rules.settings,
      envoy: `${await readVersion(envoys[0]!.adminSocket)}, ${WORKERS} workers, access log off`,
      gateways: `${envoys.length}, new connections spread by kube-proxy's rules`,
      'gateway policy': site.topology.policy
        ? 'by address of the calling pod, default deny; for calls through the gateway only'
        : 'none: everybody may call everybody',
    },
    units: envoys.map(({ pod }) => ({
      pod: pod.name,
      role: 'proxy',
      cpuUs: () => cgroupCpuUs(pod.proxyCgroup),
    })),
    processes: () => envoys.map(({ program }) => ({ pid: program.pid, role: 'proxy' })),
    claims: claimsOf(site, gateways),
    readCounters: async () => {
      const translated = await rules.readCounters()
      return { ...translated, ...(await readGatewayCounters(site, gateways, envoys, translated)) }
    },
    prove: (probes) => proveGateway(site, gateways, envoys, probes),
    retries: () => readRetries(envoys),
    kernelMemory: () => Promise.resolve(rules.kernelMemory),
    assertAlive: () => envoys.forEach(({ program }) => program.assertAlive()),
    flowSource: flowSourceOf(site, gateways.pods, 'between pods', async () => {
      for (const { pod, adminSocket } of envoys) await endEnvoy(pod, dirname(adminSocket))
      envoys = await startGateways(site, gateways, true)
      return (pod) => logOf(envoys.find((candidate) => candidate.pod === pod)!.adminSocket)
    }),
  }
}

/** Starts all gateways at once and waits until all are ready. With a log, each writes its requests into its own folder. */
function startGateways(site: NodeSite, gateways: CentralGateways, logs = false): Promise<EnvoyOfPod[]> {
  const services = routedServices(site)
  return Promise.all(
    gateways.pods.map(async (pod) => {
      const directory = await makeProxyDirectory(site, pod)
      const config = gatewayBootstrap(services, { id: pod.name, adminSocket: adminSocketIn(directory) })
      const started = await (logs
        ? startEnvoy(site, pod, directory, withAccessLog(config, logIn(directory)), {
            keptAs: '.access-log',
            args: ['--file-flush-interval-msec', String(FLUSHES_MS)],
          })
        : startEnvoy(site, pod, directory, config))
      await waitUntilReady(started)
      return started
    }),
  )
}

/** The services of the scenario with their callers, and those that nobody calls: the gateway routes to all of them. */
const routedServices = ({ topology, services, fillers, pods }: NodeSite): RoutedService[] => [
  ...services.map(({ name, namespace, pod }) => ({
    name,
    namespace,
    endpoint: pod.address,
    callers: topology.policy
      ? pods.filter((caller) => mayCall(topology, caller.name, name)).map(({ address }) => address)
      : null,
  })),
  ...fillers.map(({ name, endpoint }) => ({ name, namespace: 'fillers', endpoint, callers: null })),
]
