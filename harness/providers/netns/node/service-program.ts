/** Starts a service of the topology in its pod, and reads its counters. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Service } from '../../../scenario/schema.ts'
import { waitForProgram, type Program } from '../../../system/program.ts'
import type { ServiceCounters } from '../../../workload/counters.ts'
import type { ProvingService } from '../../../arm/prove-arm.ts'
import { loginOf } from '../../shared/database/login.ts'
import { serviceConfig } from '../../shared/service-config.ts'
import { DNS_PORT, type NetnsService } from '../datapath.ts'
import { nodeCommand, nodeEnvironment } from './node-program.ts'
import { podAddressOf } from './pod-addresses.ts'
import { startInPod } from './process.ts'
import { control } from './service-control.ts'

/** The program of this version. */
export const SERVICE = fileURLToPath(new URL('../../../workload/service.ts', import.meta.url))
/** A single Node program listens after 0.1 s; sixty programs at once on two cores take some seconds. */
const LISTENS_WITHIN_MS = 20_000
/** The policy drops SYN packets without an answer, so a probe reports a timeout after this time. */
const PROBE_TIMEOUT_MS = 1000

export interface ServiceProgram extends ProvingService {
  program: Program
  /** All counters of the service since its start. */
  counters(): Promise<ServiceCounters>
}

/** Starts the service; resolves when it listens. */
export async function startService(
  { name, namespace, pod }: NetnsService,
  service: Service,
  settings: {
    runtimeDir: string
    compileCache: string
    configDir: string
    logDir: string
    servicePort: number
    /** All services of the node, for calls that go to the address of a pod. */
    services: readonly NetnsService[]
    iterationsPerUs: number
    /** Path of the program; this version's where absent. */
    program?: string
    /** A planted effect: how long the service is busy with each request. */
    busyUs?: number
  },
): Promise<ServiceProgram> {
  const socket = join(settings.runtimeDir, name, 'control.sock')
  const config = serviceConfig(name, service, {
    control: socket,
    servicePort: settings.servicePort,
    iterationsPerUs: settings.iterationsPerUs,
    hostOf: ({ call }) => call,
    podOf: ({ call }) => podAddressOf(settings.services, call),
    databaseHostOf: ({ query }) => query,
    ...(settings.busyUs !== undefined && { busyUs: settings.busyUs }),
  })
  const configFile = join(settings.configDir, `${name}.service.json`)
  await writeFile(configFile, JSON.stringify(config, null, 2) + '\n')
  const program = await startInPod({
    pod,
    role: 'app',
    title: `service ${name}.${namespace}`,
    command: nodeCommand(settings.program ?? SERVICE, configFile),
    env: nodeEnvironment(settings),
    logFile: join(settings.logDir, `${name}.service.log`),
    conversation: true,
  })
  program.child.stdin?.end()
  let listening = false
  program.child.stdout.on('data', () => (listening = true))
  await waitForProgram(program, 'to listen', LISTENS_WITHIN_MS, () => listening || undefined)
  const outcome = async (path: string, body: object) =>
    (await control<{ outcome: string }>(socket, 'POST', path, body)).outcome
  const counters = () => control<ServiceCounters>(socket, 'GET', '/stats')
  return {
    name,
    program,
    counters,
    async stats() {
      const { requests, connectionsAccepted, queries } = await counters()
      return { requests: requests.byCaller, connectionsAccepted, ...(queries && { queries }) }
    },
    async closeIdle() {
      await control(socket, 'POST', '/close-idle')
    },
    probeHttp: (host, port) => outcome('/probe-http', { host, port, timeoutMs: PROBE_TIMEOUT_MS }),
    probeDns: (address, mode) =>
      outcome('/probe-dns', {
        address,
        port: DNS_PORT,
        name: `${name}.${namespace}.svc.cluster.local`,
        mode,
        timeoutMs: PROBE_TIMEOUT_MS,
      }),
    probeDatabase: (host, marker) =>
      outcome('/probe-database', { login: loginOf(name, host), marker, timeoutMs: PROBE_TIMEOUT_MS }),
  }
}
