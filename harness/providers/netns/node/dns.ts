/** The DNS server of an arm: dnsmasq in the dns pod. It resolves the arm's services only. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NOBODY } from '../../../system/nobody.ts'
import { setSysctls } from '../../../system/network-namespace.ts'
import { writeReadableFile } from '../../../system/readable-files.ts'
import { waitForProgram, type Program } from '../../../system/program.ts'
import { waitFor } from '../../../system/wait.ts'
import { DNS_PORT, type NetnsDatapath, type NetnsService, type NodeSite } from '../datapath.ts'
import { startInPod } from './process.ts'

export interface DnsServer {
  program: Program
  /** Queries that the server has answered so far, by its own count. Queries for A and AAAA and for unknown names each count. */
  queries(): Promise<number>
}

const ZONE = 'svc.cluster.local'
/** TTL of answers, as kubeadm configures CoreDNS. */
const TTL_SECONDS = 30
/** dnsmasq starts in 20 ms and prints its statistics within 1 ms; a loaded machine may need longer. */
const READY_WITHIN_MS = 5000

/**
 * Starts the server and returns once it listens.
 * @param namesResolveTo whether the name of a service resolves to its service address, to its pod's address, or to that of the gateways.
 * @throws BenchError with dnsmasq's last output lines when it ends or does not start.
 */
export async function startDns(
  site: NodeSite,
  namesResolveTo: NetnsDatapath['namesResolveTo'],
): Promise<DnsServer> {
  const { pod } = site.dns
  const config = renderDnsConfig(site, namesResolveTo)
  const configFile = join(site.runtimeDir, 'dnsmasq.conf')
  writeReadableFile(configFile, config)
  // A copy of the configuration is kept with the results. dnsmasq reads the other copy: its user may have no access to this folder.
  await writeFile(join(site.configDir, 'dnsmasq.conf'), config)
  // As container runtimes set it for pods: listening on a port below 1024 needs no capability.
  await setSysctls(pod.netns, ['net.ipv4.ip_unprivileged_port_start=0'])
  const program = await startInPod({
    pod,
    role: 'app',
    title: `DNS server of ${site.arm.name}`,
    command: ['dnsmasq', '--keep-in-foreground', `--conf-file=${configFile}`],
    uid: NOBODY,
    logFile: join(site.logDir, 'dnsmasq.log'),
  })
  const statistics = followStatistics(program)
  await waitUntilStarted(program)
  return { program, queries: () => statistics.read() }
}

/** dnsmasq's configuration: it answers for the cluster's names and forwards no query. */
export function renderDnsConfig(site: NodeSite, namesResolveTo: NetnsDatapath['namesResolveTo']): string {
  const record = (name: string, namespace: string, { vip, pod }: { vip: string; pod: { address: string } }) =>
    `host-record=${name}.${namespace}.${ZONE},${namesResolveTo === 'pod' ? pod.address : vip}`
  // DNS itself is never behind a gateway.
  const addressOf = (service: NetnsService) =>
    namesResolveTo === 'gateways' && site.gateways ? { ...service, vip: site.gateways.vip } : service
  return [
    `port=${DNS_PORT}`,
    `listen-address=${site.dns.pod.address}`,
    'bind-interfaces',
    'no-resolv',
    'no-hosts',
    'no-poll',
    'local=/cluster.local/',
    `local-ttl=${TTL_SECONDS}`,
    'cache-size=10000',
    'pid-file=',
    // Log to stderr: only the start, errors and requested statistics are logged, no queries.
    'log-facility=-',
    record('kube-dns', 'kube-system', site.dns),
    ...site.services.map((service) => record(service.name, service.namespace, addressOf(service))),
    ...site.databases.map((database) => record(database.name, database.namespace, database)),
    '',
  ].join('\n')
}

/** Requests statistics by a signal. A query for `hits.bind` would be traffic, and would be counted. */
function followStatistics(program: Program) {
  let text = ''
  const answered: number[] = []
  program.child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    for (const [, forwarded, local] of text.matchAll(
      /queries forwarded (\d+), queries answered locally (\d+)\n/g,
    ))
      answered.push(Number(forwarded) + Number(local))
    text = text.slice(text.lastIndexOf('\n') + 1)
  })
  return {
    async read(): Promise<number> {
      const seen = answered.length
      program.assertAlive()
      program.child.kill('SIGUSR1')
      await waitFor(`statistics of the ${program.title}`, READY_WITHIN_MS, () => answered[seen], 1)
      return answered.at(-1) ?? NaN
    },
  }
}

/** dnsmasq prints this line once its socket is bound. A query that comes before its first answer waits in the socket. */
const STARTED = /^dnsmasq(\[\d+\])?: started, version /m

const waitUntilStarted = (program: Program): Promise<true> =>
  waitForProgram(program, 'to start', READY_WITHIN_MS, () => STARTED.test(program.lastLines()) || undefined)
