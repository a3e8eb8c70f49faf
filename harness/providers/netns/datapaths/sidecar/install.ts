/**
 * Installs the sidecars: an Envoy in every pod, redirection of all TCP through it, and kube-proxy's rules for the rest (DNS
 * over UDP).
 */
import { dirname, join } from 'node:path'
import type { RbacFilters } from '../../../../policy/envoy-rbac.ts'
import { cgroupCpuUs } from '../../../../instruments/cpu/cgroup.ts'
import {
  DATABASE_PORT,
  TARGET_PORT,
  type InstalledDatapath,
  type NetnsService,
  type NodeSite,
} from '../../datapath.ts'
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
import { FLUSHES_MS, flowSourceOf, logIn, logOf } from '../../envoy/flow-source.ts'
import { WORKERS, type MeshService } from '../../envoy/istio.ts'
import { type Workload } from '../../identity/workload.ts'
import { readRetries } from '../../envoy/retries.ts'
import { issueCertificates, type MeshCertificates } from '../../identity/certificates.ts'
import { installKubeProxy } from '../../netfilter/rules.ts'
import { proveServiceAddresses } from '../../proofs/service-addresses.ts'
import { authorizationOf, policySettings, proveAuthorization, proveScenarioPolicy } from './authorization.ts'
import { claimsOf, readClaimCounters } from './claims.ts'
import { enforcedBySidecars } from './compiled-authorization.ts'
import { sidecarBootstrap } from './config/bootstrap.ts'
import { installRedirect } from './iptables.ts'
import { proveSidecars } from './proofs.ts'
import { meansOf } from './seeing/means-of.ts'
import type { SeeingMeans } from './seeing/means.ts'

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
  const [backend, certificates, means] = await Promise.all([
    installRedirect(site, members),
    mutualTls ? certificatesOf(site, members) : null,
    meansOf(site, pods),
  ])
  let sidecars = await startSidecars(site, pods, certificates, asMeasured(means))
  await means?.begin(sidecars)
  return {
    settings: {
      ...rules.settings,
      envoy: `${await readVersion(sidecars[0]!.adminSocket)}, ${WORKERS} workers`,
      'sidecar makes visible': means?.setting ?? 'nothing: access log off, no scrapes, no spans',
      'sidecar redirect': `iptables REDIRECT (${backend})`,
      'sidecar retries': "Istio's: 2 outbound, 2 inbound",
      'sidecar idle timeouts': '1 h (default of Envoy and Istio), streams unlimited',
      ...(mutualTls && policySettings(site)),
      'sidecar TLS': mutualTls ? 'STRICT, TLS 1.3, RSA-2048, X25519' : 'disabled',
    },
    units: [
      ...sidecars.map(({ pod }) => ({
        pod: pod.name,
        role: 'proxy' as const,
        cpuUs: () => cgroupCpuUs(pod.proxyCgroup),
      })),
      ...(means?.units ?? []),
    ],
    processes: () => [
      ...sidecars.map(({ program }) => ({ pid: program.pid, role: 'proxy' as const })),
      ...(means?.processes ?? []),
    ],
    claims: [
      ...claimsOf(
        site,
        pods.map((pod) => pod.name),
        mutualTls,
      ),
      ...(means?.claims ?? []),
    ],
    readCounters: async () => ({
      ...(await rules.readCounters()),
      ...(await readClaimCounters(site, sidecars)),
      ...(await means?.readCounters()),
    }),
    prove: async (probes) => [
      ...(await proveServiceAddresses(site, probes)),
      ...(await proveSidecars(site, sidecars, certificates, probes)),
      ...(mutualTls
        ? await (site.topology.policy ? proveScenarioPolicy(site, probes) : proveAuthorization(site))
        : []),
    ],
    retries: () => readRetries(sidecars),
    kernelMemory: () => Promise.resolve(rules.kernelMemory),
    assertAlive() {
      sidecars.forEach(({ program }) => program.assertAlive())
      means?.assertAlive()
    },
    ...(mutualTls && site.policies && { policies: enforcedBySidecars(site, () => sidecars) }),
    ...(means && { seen: () => means.seen() }),
    ...(means?.work && { work: () => means.work!() }),
    ...(means?.rest && { rest: () => means.rest!() }),
    flowSource: flowSourceOf(site, members, 'in a pod', async () => {
      for (const { pod, adminSocket } of sidecars) await endEnvoy(pod, dirname(adminSocket))
      sidecars = await startSidecars(site, members, certificates, FOR_FLOWS)
      return (pod) => logOf(sidecars.find((candidate) => candidate.pod === pod)!.adminSocket)
    }),
  }
}

const NO_AUTHORIZATION: RbacFilters = { http: [], network: [] }

/** What Envoys are started with besides the configuration of every sidecar. */
interface StartedWith extends Pick<SeeingMeans, 'configure' | 'envoyArgs'> {
  /** What the name of its evidence ends in. */
  keptAs: string
}

const asMeasured = (means: SeeingMeans | null): StartedWith => ({
  configure: (config, pod, directory) => means?.configure(config, pod, directory) ?? config,
  envoyArgs: means?.envoyArgs ?? [],
  keptAs: '',
})

/** With a log of all that a flow needs, in the proxy's own folder. */
const FOR_FLOWS: StartedWith = {
  configure: (config, _pod, directory) => withAccessLog(config, logIn(directory)),
  envoyArgs: ['--file-flush-interval-msec', String(FLUSHES_MS)],
  keptAs: '.access-log',
}

/** Starts all Envoys at once and waits until all are ready. */
async function startSidecars(
  site: NodeSite,
  pods: Pod[],
  certificates: MeshCertificates | null,
  { configure, envoyArgs, keptAs }: StartedWith,
): Promise<EnvoyOfPod[]> {
  const services: MeshService[] = [
    ...site.services.map(meshService),
    ...site.fillers.map(({ name, vip, endpoint }) => ({ name, namespace: 'fillers', vip, endpoint })),
  ]
  return Promise.all(
    pods.map(async (pod) => {
      const directory = await makeProxyDirectory(site, pod)
      const config = sidecarBootstrap({
        workload: workloadOf(site)(pod),
        services,
        databases: site.databases.map(meshService),
        adminSocket: adminSocketIn(directory),
        certificates: certificates?.of(pod.name) ?? null,
        // Without mutual TLS no caller has an identity that a policy could name.
        authorization: certificates ? authorizationOf(site, pod) : NO_AUTHORIZATION,
      })
      const started = await startEnvoy(site, pod, directory, configure(config, pod, directory), {
        keptAs,
        args: envoyArgs,
      })
      await waitUntilReady(started)
      return started
    }),
  )
}

const meshService = ({ name, namespace, vip, pod }: NetnsService): MeshService => ({
  ...{ name, namespace, vip },
  endpoint: pod.address,
})

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
    serves: site.services.some((service) => service.pod === pod)
      ? TARGET_PORT
      : site.databases.some((database) => database.pod === pod)
        ? DATABASE_PORT
        : null,
  })
