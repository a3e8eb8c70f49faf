/** The schema of a scenario file: the source of the check at run time, the TypeScript types and the JSON Schema for editors. */
import { z } from 'zod'
import { FEWEST_ROUNDS, MOST_ROUNDS } from '../numbers/rounds.ts'
import { attemptSchema, strangerSchema } from './attempts.ts'
import { durationMs, name } from './fields.ts'
import type { PlantedEffect } from './planted-effect.ts'

/** Shortest window: in a shorter one a slow load might not send a single page. */
const LEAST_WINDOW_MS = 100

/** Size of the body of a request or an answer. The limit of 1 MiB bounds the memory of a service. */
const bodyBytes = z.int().min(0).max(1_048_576)

/** A call of a service. */
export const callSchema = z.strictObject({
  call: z.string().describe('Name of the service called: "orders", or "orders.shop" with its namespace.'),
  requestBytes: bodyBytes.default(0).describe('Size of the request body; 0 sends a GET.'),
  to: z
    .enum(['name', 'pod-address'])
    .optional()
    .describe(
      "Where the call goes: to the service's name (the default), or straight to the address of its pod, past what stands behind the name.",
    ),
})

const parallelSchema = z.strictObject({
  parallel: z.array(callSchema).min(2).describe('Calls sent at once; the step ends when all have answered.'),
})

const cpuSchema = z.strictObject({
  cpuUs: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe('CPU work in microseconds: a fixed number of iterations, calibrated once a run.'),
})

/** More rows than a page of a web shop lists, and few enough for one read of a socket to take them in a handful of segments. */
const MOST_ROWS = 1000
/** A pool larger than this holds more server processes than a small machine runs well. */
const LARGEST_POOL = 100

export const querySchema = z.strictObject({
  query: z.string().describe('Name of the database asked: "db", or "db.shop" with its namespace.'),
  rows: z.int().min(1).max(MOST_ROWS).default(10).describe('Rows that the query returns.'),
  connection: z
    .enum(['pool', 'per-request'])
    .default('pool')
    .describe('Whether the service keeps connections in a pool or opens one for each query.'),
  poolSize: z
    .int()
    .min(1)
    .max(LARGEST_POOL)
    .default(10)
    .describe('Most connections of the pool; 10 is the default of node-postgres.'),
})

const clientStepSchema = z.union([callSchema, parallelSchema])
const stepSchema = z.union([callSchema, parallelSchema, cpuSchema, querySchema])

export const serviceSchema = z.strictObject({
  namespace: name.default('default').describe('Kubernetes namespace of the service.'),
  steps: z.array(stepSchema).default([]).describe('What the service does for each request, in order.'),
  responseBytes: bodyBytes.default(512).describe("Size of the service's answer."),
})

/** A real PostgreSQL in a pod of its own. Its content is always the same, so that every arm answers the same queries. */
export const databaseSchema = z.strictObject({
  namespace: name.default('default').describe('Kubernetes namespace of the database.'),
})

export const topologySchema = z.strictObject({
  services: z.record(name, serviceSchema).describe('The services, by name.'),
  databases: z
    .record(name, databaseSchema)
    .optional()
    .describe('PostgreSQL servers that services query, by name.'),
  page: z
    .array(clientStepSchema)
    .min(1)
    .describe('What the client calls for one page: calls in order, or in parallel.'),
  policy: z
    .strictObject({
      allow: z.array(z.strictObject({ from: name, to: z.array(name).min(1) })).min(1),
    })
    .optional()
    .describe(
      'Who may call or query whom ("client" is the client); anything else must be refused where the datapath enforces policy.',
    ),
})

/**
 * What an arm makes visible of its traffic while it is measured. `connections`: events of connections that open and close. `requests`: an
 * access log. `metrics`: counters that somebody scrapes. `tracing`: a span of every request, sent to a collector.
 */
export const seeingSchema = z.enum(['nothing', 'connections', 'requests', 'metrics', 'tracing'])
export type Seeing = z.infer<typeof seeingSchema>
/** Two replicas show that callers spread; more would share the same cores. */
const MOST_GATEWAY_REPLICAS = 2

/** An arm: a datapath to compare, with its options. The name distinguishes arms with the same datapath. */
export const armSchema = z.strictObject({
  name: name.optional().describe('Name in the report; by default the datapath with its options.'),
  datapath: z.string(),
  fillerServices: z
    .int()
    .min(0)
    .max(30_000)
    .default(0)
    .describe('Further services with endpoints that nobody calls.'),
  seeing: seeingSchema
    .optional()
    .describe('What the datapath makes visible of its traffic; by default what it does without being asked.'),
  gatewayReplicas: z
    .int()
    .min(1)
    .max(MOST_GATEWAY_REPLICAS)
    .optional()
    .describe('Pods of the central gateway, for a datapath that has one; 1 by default.'),
  policyRules: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe(
      'Rules that match nobody, in each direction in which a policy selects a pod; without policy.allow, the arm then allows the calls of the topology and no more.',
    ),
})

export const loadSchema = z.strictObject({
  name: name.default('steady'),
  pagesPerSecond: z
    .union([z.literal('auto'), z.number().gt(0).max(5000)])
    .describe(
      'Pages per second, the same for every arm; "auto": at most 40 % of the slowest arm\'s capacity.',
    ),
  connection: z
    .enum(['keep-alive', 'per-request'])
    .default('keep-alive')
    .describe('Whether the client reuses its connections or opens one for each call.'),
  warmUp: durationMs(0).default(300).describe('Load before each measured window; thrown away.'),
  measure: durationMs(LEAST_WINDOW_MS).default(1000).describe('Length of the measured window.'),
  windowsPerBringUp: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Windows of each arm in a bring-up, one in each of its last rounds; by default, and at most, one in every round.',
    ),
})

/** 64 arms with the baseline, its twin and the planted effects: there are 64 networks for arms (providers/netns/node/addresses.ts). */
const MOST_ARMS = 61

/** Increased when a scenario that was valid no longer is, or means something else. */
export const SCENARIO_VERSION = 1

export const scenarioSchema = z.strictObject({
  description: z.string().describe('The question this scenario answers, in a sentence.'),
  topology: topologySchema,
  loads: z.array(loadSchema).min(1),
  arms: z
    .array(z.union([z.string().transform((datapath) => armSchema.parse({ datapath })), armSchema]))
    .min(1)
    .max(MOST_ARMS)
    .describe('Datapaths to compare. The baseline "direct" and its twin are always added.'),
  policies: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Files with NetworkPolicies, Cilium policies or AuthorizationPolicies, by paths that begin at the folder of this file.',
    ),
  clientPlacement: z
    .enum(['beside', 'away'])
    .default('beside')
    .describe("Where the load generator runs: on the services' node, or on a node of its own."),
  rounds: z
    .int()
    .min(FEWEST_ROUNDS)
    .max(MOST_ROUNDS)
    .default(24)
    .describe(
      'Trials of each arm under each load. Two rounds share the processes of a bring-up, which is the unit of every interval.',
    ),
  capacity: z
    .boolean()
    .default(true)
    .describe('Whether to look for the saturation point of each arm as well.'),
  strangers: z
    .array(strangerSchema)
    .optional()
    .describe('Pods beside the topology, which are idle until the attempts are made.'),
  attempts: z
    .array(attemptSchema)
    .min(1)
    .optional()
    .describe(
      'What is tried after the last proof that is not normal, to find out which datapath sees and stops it.',
    ),
})

export type Call = z.infer<typeof callSchema>
export type ClientStep = z.infer<typeof clientStepSchema>
export type Query = z.infer<typeof querySchema>
export type Step = z.infer<typeof stepSchema>
export type Service = z.infer<typeof serviceSchema>
export type Topology = z.infer<typeof topologySchema>
export type ArmSpec = Omit<z.infer<typeof armSchema>, 'name'> & {
  name: string
  /** The arm that this arm is compared with to get its cost; the baseline where absent. */
  against?: string
  /** On a cluster: the other arm in whose cluster this arm runs; absent where it runs in its own. */
  within?: string
  /** Whether this arm repeats the datapath of the baseline, so that their difference is the noise. */
  isTwin?: boolean
  /** For the arm with planted effects, which is in no comparison: the effects. */
  planted?: readonly PlantedEffect[]
  /** In a run of `gate`: whose datapath and services the arm runs, and how a title names that version. */
  version?: { side: 'base' | 'head'; title: string }
}
export type Load = z.infer<typeof loadSchema>
export type ClientPlacement = Scenario['clientPlacement']
/** A checked scenario with every default filled in. All arms have names; the first are the baseline and its twin. */
export type Scenario = Omit<z.infer<typeof scenarioSchema>, 'arms'> & { name: string; arms: ArmSpec[] }
