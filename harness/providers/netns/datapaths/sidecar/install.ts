/**
 * Installs the sidecars: an Envoy in every pod, redirection of all TCP through it, and kube-proxy's rules for the rest (DNS
 * over UDP).
 */
import { dirname, join } from 'node:path'
import { cgroupCpuUs } from '../../../../instruments/cpu/cgroup.ts'
import type { InstalledDatapath, NodeSite } from '../../datapath.ts'
import type { Pod } from '../../node/pod.ts'
import { readVersion } from '../../envoy/admin.ts'
import {
  adminSocketIn,
  endEnvoy,
  makeProxyDirectory,
  startEnvoy,
  waitUntilReady,
  type EnvoyOfPod,
} from '../../envoy/envoy.ts'
import { withAccessLog } from '../../envoy/config/access-log.ts'
import { WORKERS, type MeshService } from '../../envoy/istio.ts'
import { type Workload } from '../../identity/workload.ts'
import { readRetries } from '../../envoy/retries.ts'
import { issueCertificates, type MeshCertificates } from '../../identity/certificates.ts'
import { installKubeProxy } from '../../netfilter/rules.ts'
import { proveServiceAddresses } from '../../proofs/service-addresses.ts'
import { claimsOf, readClaimCounters } from './claims.ts'
import { sidecarBootstrap } from './config/bootstrap.ts'
import { FLUSHES_MS, flowSourceOf, logIn } from './flow-source.ts'
import { installRedirect } from './iptables.ts'
import { proveSidecars } from './proofs.ts'

/**
 * Nothing needs to be undone: the rules vanish with the namespaces, the Envoys with the arm's cgroup.
 * @throws BenchError with an Envoy's last output lines when this Envoy does not start.
 */
export async function installSidecars(
  site: NodeSite,
  { mutualTls }: { mutualTls: boolean },
): Promise<InstalledDatapath> {
  const members = site.pods.filter((pod) => pod.inMesh)
  // The proxies of strangers start with the access logs: until then their pods are idle, and nothing of theirs is measured.
  const pods = members.filter((pod) => !site.strangers.includes(pod))
  // Nothing else may run meanwhile: the growth of kernel memory during this step is taken as the memory of the rules.
  const rules = await installKubeProxy(site)
  const [backend, certificates] = await Promise.all([
    installRedirect(site, members),
    mutualTls ? certificatesOf(site, members) : null,
  ])
  let sidecars = await startSidecars(site, pods, certificates)
  return {
    settings: {
      ...rules.settings,
      envoy: `${await readVersion(sidecars[0]!.adminSocket)}, ${WORKERS} workers, access log off`,
      'sidecar redirect': `iptables REDIRECT (${backend})`,
      'sidecar retries': "Istio's: 2 outbound, 2 inbound",
      'sidecar idle timeouts': '1 h (default of Envoy and Istio), streams unlimited',
      'sidecar TLS': mutualTls ? 'STRICT, TLS 1.3, RSA-2048, X25519' : 'disabled',
    },
    units: sidecars.map(({ pod }) => ({
      pod: pod.name,
      role: 'proxy',
      cpuUs: () => cgroupCpuUs(pod.proxyCgroup),
    })),
    processes: () => sidecars.map(({ program }) => ({ pid: program.pid, role: 'proxy' })),
    claims: claimsOf(
      site,
      pods.map((pod) => pod.name),
      mutualTls,
    ),
    readCounters: async () => ({
      ...(await rules.readCounters()),
      ...(await readClaimCounters(site, sidecars)),
    }),
    prove: async (probes) => [
      ...(await proveServiceAddresses(site, probes)),
      ...(await proveSidecars(site, sidecars, certificates)),
    ],
    retries: () => readRetries(sidecars),
    kernelMemory: () => Promise.resolve(rules.kernelMemory),
    assertAlive: () => sidecars.forEach(({ program }) => program.assertAlive()),
    flowSource: flowSourceOf(site, members, async () => {
      for (const { pod, adminSocket } of sidecars) await endEnvoy(pod, dirname(adminSocket))
      sidecars = await startSidecars(site, members, certificates, true)
      const directories = new Map(sidecars.map(({ pod, adminSocket }) => [pod, dirname(adminSocket)]))
      return (pod) => logIn(directories.get(pod)!)
    }),
  }
}

/** Starts all Envoys at once and waits until all are ready. With a log, each writes its requests into its own folder. */
async function startSidecars(
  site: NodeSite,
  pods: Pod[],
  certificates: MeshCertificates | null,
  logs = false,
): Promise<EnvoyOfPod[]> {
  const services: MeshService[] = [
    ...site.services.map(({ name, namespace, vip, pod }) => ({
      name,
      namespace,
      vip,
      endpoint: pod.address,
    })),
    ...site.fillers.map(({ name, vip, endpoint }) => ({ name, namespace: 'fillers', vip, endpoint })),
  ]
  return Promise.all(
    pods.map(async (pod) => {
      const directory = await makeProxyDirectory(site, pod)
      const config = sidecarBootstrap({
        workload: workloadOf(site)(pod),
        services,
        adminSocket: adminSocketIn(directory),
        certificates: certificates?.of(pod.name) ?? null,
      })
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

/** Issued once a run: the keys of six workloads are 1.7 s of CPU, and a mesh does not issue new ones for each pod that restarts. */
const certificatesOf = (site: NodeSite, pods: Pod[]): Promise<MeshCertificates> =>
  site.onceARun(`certificates of ${site.arm.name}`, () =>
    issueCertificates(join(site.runtimeDir, 'mesh'), pods.map(workloadOf(site))),
  )

const workloadOf =
  (site: NodeSite) =>
  (pod: Pod): Workload => ({
    name: pod.name,
    namespace: pod.namespace,
    address: pod.address,
    serves: site.services.some((service) => service.pod === pod),
  })
