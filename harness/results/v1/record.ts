/**
 * Version 1 of the stored form, as hopbench 0.1 and 0.2 wrote it. Frozen: `convert.ts` turns such a run into version 2.
 * `run.json` holds a RunRecord, `trials.jsonl` one JournalRecord a line, `evidence.jsonl` one Evidence a line.
 */
import { z } from 'zod'
import { rawFileSchema } from '../record/latency.ts'

export const SCHEMA_VERSION = 1

/** A reading, or why there is none. Never 0 for "could not be measured". */
const notMeasured = z.strictObject({ notMeasured: z.string() })
const reading = z.union([z.number(), notMeasured])
export type Reading = z.infer<typeof reading>
export type NotMeasured = z.infer<typeof notMeasured>

/** What a team gets for the cost. */
export const capabilitySchema = z.strictObject({
  encrypts: z.boolean(),
  authenticatesPeer: z.boolean(),
  parsesL7: z.boolean(),
  enforcesL4Policy: z.boolean(),
  enforcesL7Policy: z.boolean(),
  emitsFlows: z.boolean(),
  emitsMetrics: z.boolean(),
})
export type Capability = z.infer<typeof capabilitySchema>

/** How close an arm is to the thing it is named after. */
export const fidelitySchema = z.strictObject({
  level: z.enum(['reference', 'emulated', 'as shipped', 'modified']),
  ours: z.boolean().describe('true where hopbench wrote the datapath itself'),
  models: z.string().describe('what it stands for, such as "Istio 1.30 sidecar"'),
  same: z.array(z.string()),
  missing: z.array(z.string()),
})
export type Fidelity = z.infer<typeof fidelitySchema>

/** One proof: what a datapath claims, where that shows, what was expected there and what was seen. */
export const evidenceSchema = z.strictObject({
  arm: z.string(),
  bringUp: z.int(),
  when: z.enum(['before', 'after']),
  claim: z.string(),
  place: z.string(),
  expected: z.string(),
  observed: z.string(),
  holds: z.boolean(),
  source: z.string().describe('where it was read: "Envoy admin /stats", "BPF map services" …'),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** The claim by which a report finds how many flow records of an arm were kept. */
export const FLOWS_KEPT = 'flows of the proof were kept'

/** Percentiles in microseconds; a percentile without enough samples behind it is null. */
const percentilesUs = z.strictObject({
  p50: z.number(),
  p90: z.number(),
  p99: z.number().nullable().describe('null below 1000 samples'),
  max: z.number(),
})
export type PercentilesUs = z.infer<typeof percentilesUs>

/** Every page that was due is in exactly one of the four others: offered = completed + failed + timedOut + notSent. */
export const ledgerSchema = z.strictObject({
  offered: z.int(),
  completed: z.int(),
  failed: z.int(),
  timedOut: z.int(),
  notSent: z.int(),
  errors: z
    .record(z.string(), z.int())
    .describe(
      'every page that did not complete, by what was seen: "HTTP 503", "ECONNRESET", "timed out connecting" …',
    ),
})
export type Ledger = z.infer<typeof ledgerSchema>

/** Latency of pages in one window. `user` clock: as the calling program saw it. */
export const latencySchema = z.strictObject({
  clock: z.enum(['user', 'hop']),
  sampleCount: z.int(),
  serviceUs: percentilesUs.describe(
    'done − written; where each call opens a connection, done − start of the first connect(): what a page costs with connecting',
  ),
  responseUs: percentilesUs.describe('done − released'),
  fromDueUs: percentilesUs.describe('done − due'),
  lagUs: percentilesUs.describe('released − due: the health of the client, never part of a latency'),
  connectUs: percentilesUs
    .nullable()
    .describe('time of connect() where each call opens a connection, else null'),
  rawFile: rawFileSchema.describe("file with the raw samples, relative to the run's folder"),
})
export type Latency = z.infer<typeof latencySchema>

/** Differences over one window, all in microseconds of CPU unless named. Raw parts, nothing clamped; the sums are in stats. */
export const cpuWindowSchema = z.strictObject({
  wallUs: z.number().positive(),
  cores: z.int().positive(),
  idleUs: z.number().describe('idle + iowait of /proc/stat, all cores'),
  stealUs: reading,
  allTasksUs: reading.describe('root cpuacct.usage: time of every task on the host'),
  clientUs: z.number(),
  appUs: z.number(),
  proxyUs: z.number(),
  agentUs: z.number().describe('DNS server, flow reader, kube-proxy, CNI agent: one per node'),
  controlPlaneUs: z
    .number()
    .default(0)
    .describe(
      "the mesh's and the cluster's own servers; network namespaces have none, nor had runs before there were clusters",
    ),
  harnessUs: z.number().describe('this harness itself; 0 where it runs on another machine'),
  otherArmsUs: z.number().describe('arms that should be frozen'),
  pods: z.record(z.string(), z.number()).describe('"orders/proxy": CPU of one unit'),
  contextSwitches: reading,
  softirqs: z.record(z.string(), z.number()),
  throttledPeriods: reading,
  pressureSomeUs: reading.describe('time in which some task waited for a CPU (PSI)'),
})
export type CpuWindow = z.infer<typeof cpuWindowSchema>
const cpuReading = z.union([cpuWindowSchema, notMeasured])
export type CpuReading = z.infer<typeof cpuReading>

/** Memory of an arm: anonymous pages of every process, plus each mapped file once per arm; or what `source` says. */
export const memorySchema = z.strictObject({
  clientBytes: z.number(),
  appBytes: z.number(),
  proxyBytes: z.number(),
  agentBytes: z.number(),
  controlPlaneBytes: z.number().default(0),
  source: z
    .string()
    .default('smaps of every process')
    .describe('how the bytes were counted; other sources count shared pages otherwise'),
  kernelBytes: reading.describe('tables and maps of the datapath: iptables rules, BPF maps'),
  kernelSource: z.string(),
})
export type Memory = z.infer<typeof memorySchema>
const memoryReading = z.union([memorySchema, notMeasured])
export type MemoryReading = z.infer<typeof memoryReading>

const at = { arm: z.string(), load: z.string(), bringUp: z.int(), startedAt: z.iso.datetime() }
const trial = { kind: z.literal('trial'), ...at, round: z.int(), position: z.int() }
const measured = {
  ledger: ledgerSchema,
  offeredPerSecond: z.number(),
  achievedPerSecond: z.number(),
  latency: latencySchema.nullable().describe('null when no page completed'),
  cpu: cpuReading,
  memory: memoryReading,
  retries: z.int().describe('requests sent again by a proxy, or by the client on a new connection'),
}

/** One measured window of one arm. */
export const trialSchema = z.discriminatedUnion('status', [
  z.strictObject({ ...trial, status: z.literal('completed'), ...measured }),
  z.strictObject({
    ...trial,
    status: z.literal('invalid'),
    reasons: z.array(z.string()).min(1),
    ...measured,
  }),
  z.strictObject({ ...trial, status: z.literal('failed'), error: z.string() }),
])
export type TrialRecord = z.infer<typeof trialSchema>
export type MeasuredTrial = Extract<TrialRecord, { status: 'completed' | 'invalid' }>

/** A thawed arm without load: what it costs to have it. Once per arm and bring-up. */
export const idleSchema = z.strictObject({
  kind: z.literal('idle'),
  ...at,
  cpu: cpuReading,
  memory: memoryReading,
})
export type IdleRecord = z.infer<typeof idleSchema>

/** One closed-loop round at saturation (autocannon). */
export const capacitySchema = z.discriminatedUnion('status', [
  z.strictObject({
    kind: z.literal('capacity'),
    ...at,
    round: z.int(),
    status: z.literal('completed'),
    connections: z.int(),
    generator: z.enum(['autocannon', 'hopbench']),
    pagesPerSecond: z.number(),
    completed: z.int(),
    errors: z.int(),
    clientShare: reading.describe(
      'share of busy CPU taken by the client; over 0.4 the figure is client-bound',
    ),
    cpu: cpuReading,
  }),
  z.strictObject({
    kind: z.literal('capacity'),
    ...at,
    round: z.int(),
    status: z.literal('failed'),
    error: z.string(),
  }),
])
export type CapacityRecord = z.infer<typeof capacitySchema>

/** What is there before any datapath: the paced client against a bare responder, and one service called over loopback. */
export const floorSchema = z.strictObject({
  kind: z.literal('floor'),
  startedAt: z.iso.datetime(),
  name: z.enum(['client', 'service']),
  pagesPerSecond: z.number(),
  serviceUs: percentilesUs,
})
export type FloorRecord = z.infer<typeof floorSchema>

/** One incarnation of all arms' processes. */
export const bringUpSchema = z.strictObject({
  kind: z.literal('bring-up'),
  startedAt: z.iso.datetime(),
  bringUp: z.int(),
  durationMs: z.number(),
  pods: z.int(),
  proxies: z.int(),
  failedArms: z
    .record(z.string(), z.string())
    .describe('arms that did not come up or whose proof failed, with the reason'),
})
export type BringUpRecord = z.infer<typeof bringUpSchema>

/** A cluster that arms of a run were raised in: made by it, kept from an earlier one, or somebody's. */
export const clusterSchema = z.strictObject({
  kind: z.literal('cluster'),
  startedAt: z.iso.datetime(),
  name: z.string(),
  origin: z.enum(['made', 'kept', 'existing']),
  arms: z.array(z.string()),
  nodes: z.int(),
  phases: z.record(z.string(), z.number()).describe('milliseconds of each step of its bring-up, in order'),
  durationMs: z.number(),
  apiRequests: z.int().describe('requests that hopbench made to its API server until it was ready'),
})
export type ClusterRecord = z.infer<typeof clusterSchema>

export const journalSchema = z.union([
  trialSchema,
  idleSchema,
  capacitySchema,
  floorSchema,
  bringUpSchema,
  clusterSchema,
])
export type JournalRecord = z.infer<typeof journalSchema>

export const hostSchema = z.strictObject({
  os: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  cpuModel: z.string(),
  cores: z.int(),
  memoryBytes: z.number(),
  virtualization: z.string(),
  cpuGovernor: z.string(),
  cgroup: z.string(),
  cpuAccounting: z.string().describe('whether interrupt time is taken out of task time'),
  clocksource: z.string(),
  settings: z
    .record(z.string(), z.string())
    .describe('kernel settings that matter: bridge-nf-call-iptables, conntrack max, TCP buffers …'),
  versions: z
    .record(z.string(), z.string())
    .describe('node, envoy, clang, libbpf, iptables, dnsmasq, hopbench …'),
})
export type HostFingerprint = z.infer<typeof hostSchema>

export const armRecordSchema = z.strictObject({
  name: z.string(),
  title: z.string().describe('as a report names it: "eBPF (ours, emulates Cilium)"'),
  role: z.enum(['baseline', 'twin', 'treatment']),
  datapath: z.string(),
  against: z.string().default('direct').describe('the arm that its cost is taken against'),
  within: z
    .string()
    .nullable()
    .default(null)
    .describe("the arm in whose cluster this one ran, where that is neither its own nor the baseline's"),
  modelledBy: z.string().nullable().default(null).describe('the netns datapath that emulates this one'),
  fillerServices: z.int(),
  flowEvents: z.boolean(),
  capability: capabilitySchema,
  fidelity: fidelitySchema,
  settings: z
    .record(z.string(), z.string())
    .describe('what was set and read back: iptables backend, congestion control, offloads …'),
})
export type ArmRecord = z.infer<typeof armRecordSchema>

export const runSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  id: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  statusReason: z.string().nullable(),
  command: z.array(z.string()),
  seed: z.string(),
  provider: z.string(),
  host: hostSchema,
  scenario: z.strictObject({
    name: z.string(),
    description: z.string(),
    services: z.record(
      z.string(),
      z.strictObject({
        namespace: z.string(),
        calls: z.array(z.string()),
        cpuUs: z.number(),
        responseBytes: z.int(),
      }),
    ),
    page: z
      .array(z.array(z.string()))
      .describe('calls of one page: groups in order, calls of a group at once'),
    clientPlacement: z
      .enum(['beside', 'away'])
      .default('beside')
      .describe('load generator on the node of the services, or on one of its own'),
    hopsPerPage: z
      .int()
      .describe("calls one after the other on the longest path of one page, the client's own included"),
    callsPerPage: z.int().positive().describe('all calls made for one page'),
  }),
  loads: z.array(
    z.strictObject({
      name: z.string(),
      pagesPerSecond: z.number(),
      rateSource: z.string().describe('"scenario", or how "auto" came to it'),
      connection: z.enum(['keep-alive', 'per-request']),
      warmUpMs: z.number(),
      measureMs: z.number(),
    }),
  ),
  arms: z.array(armRecordSchema),
  quick: z.boolean(),
  rounds: z.int(),
  roundsPerBringUp: z.int(),
  order: z
    .array(z.array(z.string()))
    .describe('arms in the order of each round; beyond `rounds`: make-up rounds for spoiled ones'),
})
export type RunRecord = z.infer<typeof runSchema>
