/** The shape of a scenario file: one source for the runtime check, the TypeScript types and the editors' JSON Schema. */
import { z } from 'zod'

/** A Kubernetes name (RFC 1123 label), short enough to be part of a host name and of a kernel object's name. */
const name = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes, at most 32')

/** Longer than anybody waits, and short enough that its milliseconds are whole numbers. */
const LONGEST_MS = 3_600_000

/** "5s", "500ms", "2m": a bare number would leave the unit to the reader. Parsed to milliseconds. */
const durationMs = (leastMs: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s|m)$/, 'must be a duration with its unit, such as 5s or 500ms')
    .transform((text) => {
      const unit = /[a-z]+$/.exec(text)?.[0]
      return Number.parseFloat(text) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000)
    })
    .refine((ms) => ms >= leastMs && ms <= LONGEST_MS, `must be from ${leastMs}ms to 60m`)

/** A window in which less than a page of a slow load falls measures nothing. */
const LEAST_WINDOW_MS = 100

/** A body of a request or an answer. 1 MiB keeps a trial's memory in a service bounded. */
const bodyBytes = z.int().min(0).max(1_048_576)

/** One call of a service. */
export const callSchema = z.strictObject({
  call: z.string().describe('Name of the service called: "orders", or "orders.shop" with its namespace.'),
  requestBytes: bodyBytes.default(0).describe('Size of the request body; 0 sends a GET.'),
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

const clientStepSchema = z.union([callSchema, parallelSchema])
const stepSchema = z.union([callSchema, parallelSchema, cpuSchema])

export const serviceSchema = z.strictObject({
  namespace: name.default('default').describe('Kubernetes namespace of the service.'),
  steps: z.array(stepSchema).default([]).describe('What it does for each request, in order.'),
  responseBytes: bodyBytes.default(512).describe('Size of its answer.'),
})

export const topologySchema = z.strictObject({
  services: z.record(name, serviceSchema).describe('The services, by name.'),
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
      'Who may call whom ("client" is the client); any other call must be refused where the datapath enforces policy.',
    ),
})

/** One datapath to compare, perhaps with options; the name tells two arms of one datapath apart. */
export const armSchema = z.strictObject({
  name: name.optional().describe('Name in the report; by default the datapath with its options.'),
  datapath: z.string(),
  fillerServices: z
    .int()
    .min(0)
    .max(30_000)
    .default(0)
    .describe('Further services with endpoints that nobody calls.'),
  flowEvents: z.boolean().default(true).describe('Whether the datapath reports flows, where it can.'),
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
  warmUp: durationMs(0).default(2000).describe('Load before each measured window; thrown away.'),
  measure: durationMs(LEAST_WINDOW_MS).default(5000).describe('Length of the measured window.'),
})

/** With the baseline and its twin 64, each of which has a network of its own (providers/netns/node/addresses.ts). */
const MOST_ARMS = 62

export const scenarioSchema = z.strictObject({
  description: z.string().describe('The question this scenario answers, in a sentence.'),
  topology: topologySchema,
  loads: z.array(loadSchema).min(1),
  arms: z
    .array(z.union([z.string().transform((datapath) => armSchema.parse({ datapath })), armSchema]))
    .min(1)
    .max(MOST_ARMS)
    .describe('Datapaths to compare. The baseline "direct" and its twin are always added.'),
  clientPlacement: z
    .enum(['beside', 'away'])
    .default('beside')
    .describe("Where the load generator runs: on the services' node, or on a node of its own."),
  rounds: z
    .int()
    .min(6)
    .max(100)
    .default(12)
    .describe('Trials of each arm; 6 is the least that can give a 95 % interval.'),
  capacity: z
    .boolean()
    .default(true)
    .describe('Whether to look for the saturation point of each arm as well.'),
})

export type Call = z.infer<typeof callSchema>
export type ClientStep = z.infer<typeof clientStepSchema>
export type Step = z.infer<typeof stepSchema>
export type Service = z.infer<typeof serviceSchema>
export type Topology = z.infer<typeof topologySchema>
export type ArmSpec = Omit<z.infer<typeof armSchema>, 'name'> & {
  name: string
  /** The arm that its cost is taken against; the baseline where absent. */
  against?: string
  /** On a cluster: the arm in whose cluster this one runs, where it is not its own. */
  within?: string
  /** The same datapath as the baseline, once more: their difference is the noise. */
  isTwin?: boolean
}
export type Load = z.infer<typeof loadSchema>
export type ClientPlacement = Scenario['clientPlacement']
/** As written in the file, checked and with every default filled in; `arms` are named and start with the baseline and its twin. */
export type Scenario = Omit<z.infer<typeof scenarioSchema>, 'arms'> & { name: string; arms: ArmSpec[] }
