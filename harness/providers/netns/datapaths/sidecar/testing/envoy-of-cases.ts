/**
 * For tests: one Envoy that stands for the sidecars of many cases of AuthorizationPolicy at once. Every case has loopback addresses of its
 * own, so that each pod of each case is a listener, with the filters that hopbench compiles for it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Attempt } from '../../../../../policy/attempt.ts'
import { rbacOf } from '../../../../../policy/envoy-rbac.ts'
import { ALL, withPods } from '../../../../../policy/testing/case.ts'
import type { AuthorizationPolicy } from '../../../../../policy/policy.ts'
import { podOf, type World } from '../../../../../policy/world.ts'
import type { Cleanup } from '../../../../../system/cleanup.ts'
import { startMortal } from '../../../../../system/command.ts'
import { envoyPath } from '../../../../../system/envoy.ts'
import { makeReadableFolder, writeReadableFile } from '../../../../../system/readable-files.ts'
import { waitForProgram, watch } from '../../../../../system/program.ts'
import { isReady } from '../../../envoy/admin.ts'
import { connectionFilters, requestFilters } from '../../../envoy/config/authorization.ts'
import { httpConnectionManager } from '../../../envoy/config/http-connection-manager.ts'
import { tlsInspector } from '../../../envoy/config/listener-filters.ts'
import { extension, socketAddress, type Message } from '../../../envoy/config/message.ts'
import { peerMetadata } from '../../../envoy/config/peer-metadata.ts'
import { downstreamTls, TCP_ALPN } from '../../../envoy/config/tls.ts'
import { issueCertificates, type MeshCertificates } from '../../../identity/certificates.ts'

export interface WireCase {
  world: World
  policies: readonly AuthorizationPolicy[]
  attempts: readonly Attempt[]
}

/** Files of certificates are named after workloads, so those of namespaces other than y have the namespace in their name. */
const accountOf = (pod: string): string => {
  const [namespace = '', name = ''] = pod.split('/')
  return namespace === 'y' ? name : `${namespace}-${name}`
}

/** The world of a case with addresses that exist on a loopback, and with the service accounts of the certificates. */
export const onLoopback = (world: World, index: number): World =>
  withPods(
    world,
    Object.fromEntries(
      ALL.map((pod, n) => [pod, { address: `127.${index + 1}.${n + 1}.1`, serviceAccount: accountOf(pod) }]),
    ),
  )

/** Where an attempt goes: each pod has one address for HTTP, and one whose bytes are no HTTP. */
export const addressOf = ({ world }: WireCase, { to, http }: Attempt): string => {
  if (to.kind !== 'pod') throw new Error('cases of sidecars are about calls of pods')
  const { address } = podOf(world, to.pod)
  return http ? address : address.replace(/\.1$/, '.2')
}

/** Starts the Envoy. Returns the certificates of its callers. */
export async function startEnvoyOfCases(
  cases: readonly WireCase[],
  cleanup: Cleanup,
): Promise<{ of: (pod: string) => ReturnType<MeshCertificates['of']> }> {
  const folder = await mkdtemp(join(tmpdir(), 'hopbench-cases-'))
  cleanup.defer(folder, () => rm(folder, { recursive: true }))
  makeReadableFolder(folder)
  const workloads = ALL.map((pod) => ({
    name: accountOf(pod),
    namespace: pod.split('/')[0]!,
    address: '127.0.0.1',
    serves: null,
  }))
  const certificates = await issueCertificates(join(folder, 'mesh'), workloads)
  const adminSocket = join(folder, 'admin.sock')
  const file = join(folder, 'envoy.json')
  writeReadableFile(
    file,
    JSON.stringify({
      admin: { address: { pipe: { path: adminSocket, mode: 0o600 } } },
      static_resources: { listeners: cases.flatMap((one) => listenersOf(one, certificates)) },
    }),
  )
  const child = startMortal(
    [envoyPath(), '--config-path', file, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'error'],
    { stdin: 'ignore', env: {} },
  )
  const program = await watch('Envoy of the cases', child, [child.stdout, child.stderr], 'see its last lines')
  cleanup.defer('Envoy of the cases', async () => {
    child.kill('SIGKILL')
    await child
  })
  await waitForProgram(program, 'to be ready', 20_000, async () =>
    (await isReady(adminSocket)) ? true : undefined,
  )
  return { of: (pod) => certificates.of(accountOf(pod)) }
}

/** A listener for each address and port that the attempts of a case go to. */
function listenersOf(one: WireCase, certificates: MeshCertificates): Message[] {
  const places = new Map(
    one.attempts.map((attempt) => [`${addressOf(one, attempt)}:${attempt.port}`, attempt] as const),
  )
  return [...places].map(([name, attempt]) => {
    const pod = attempt.to.kind === 'pod' ? attempt.to.pod : ''
    const { mesh, namespace, address } = podOf(one.world, pod)
    const rules = rbacOf(one.world, one.policies, pod)
    const workload = { name: accountOf(pod), namespace, address, serves: null }
    const filters = attempt.http
      ? [
          httpConnectionManager({
            statPrefix: 'inbound',
            routes: ANSWERS,
            metadata: peerMetadata(workload),
            direction: 'inbound',
            authorization: requestFilters(rules),
          }),
        ]
      : [...connectionFilters(rules), extension('envoy.filters.network.echo', ECHO)]
    const alpn = attempt.http ? undefined : TCP_ALPN.inbound
    return {
      name,
      address: socketAddress(addressOf(one, attempt), attempt.port!),
      listener_filters: [tlsInspector()],
      filter_chains: [
        {
          filter_chain_match: { transport_protocol: 'tls' },
          filters,
          transport_socket: downstreamTls(certificates.of(accountOf(pod)), alpn),
        },
        ...(mesh?.mutualTls === 'permissive'
          ? [{ filter_chain_match: { transport_protocol: 'raw_buffer' }, filters }]
          : []),
      ],
    }
  })
}

/** Sends back what it reads, so that it answers only after the filters before it have let bytes through. */
const ECHO = 'envoy.extensions.filters.network.echo.v3.Echo'

const ANSWERS: Message = {
  name: 'answers',
  virtual_hosts: [
    { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, direct_response: { status: 200 } }] },
  ],
}

