/** The plan: everything that is decided before the first arm is raised. It is written once, as `plan.json`, and never changed. */
import { z } from 'zod'
import { descriptorSchema, placeSchema } from './descriptor.ts'
import { codeSchema, hostSchema } from './host.ts'
import { plantedEffectSchema } from './planted.ts'
import { seeingSchema } from './seen.ts'
import { sideSchema, versionsSchema } from './version.ts'

/** Increased when a field changes its meaning or is removed. Records of version 1 are converted when they are read. */
export const SCHEMA_VERSION = 2

/**
 * Increased when a figure of the same name is measured or computed in another way, so that two runs may no longer be compared.
 * Version 1 is the method of November 2026, from which runs say their version.
 */
export const METHOD_VERSION = 1

export const edgeSchema = z.strictObject({
  from: z.string().describe('a service, or "client"'),
  to: z.string(),
  callsPerPage: z.number(),
})

export const queryEdgeSchema = z.strictObject({
  from: z.string().describe('a service'),
  to: z.string().describe('a database'),
  queriesPerPage: z.number(),
  connections: z
    .array(z.enum(['pool', 'per-request']))
    .describe('whether the service keeps connections in a pool, opens one for each query, or both'),
})

export const scenarioRecordSchema = z.strictObject({
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
  databases: z
    .record(z.string(), z.strictObject({ namespace: z.string() }))
    .optional()
    .describe('PostgreSQL servers that services query; absent without any, and in older records'),
  queries: z
    .array(queryEdgeSchema)
    .optional()
    .describe('which service queries which database; a query is no call and no hop'),
  page: z
    .array(z.array(z.string()))
    .describe('calls of one page: groups one after the other, calls of a group at once'),
  edges: z.array(edgeSchema).describe('which service calls which, and how often for one page'),
  toPodAddresses: z
    .array(edgeSchema)
    .optional()
    .describe(
      'those of these calls that go to the address of the pod instead of the name; absent where none does',
    ),
  clientPlacement: z
    .enum(['beside', 'away'])
    .describe('load generator on the node of the services, or on one of its own'),
  hopsPerPage: z
    .int()
    .describe("calls one after the other on the longest path of one page, the client's own included"),
  callsPerPage: z.int().positive().describe('all calls made for one page'),
})

export const plannedLoadSchema = z.strictObject({
  name: z.string(),
  pagesPerSecond: z.number().nullable().describe('null for "auto", which is chosen once the arms are up'),
  connection: z.enum(['keep-alive', 'per-request']),
  warmUpMs: z.number(),
  measureMs: z.number(),
  windowsPerBringUp: z
    .int()
    .optional()
    .describe('windows of each arm in a bring-up, in its last rounds; absent where each round has one'),
})

/** A load of the scenario that this run does not send. `quick`: a quick run measures no capacity to take a share of. `time`: it would take too long with this provider. */
export const loadLeftOutSchema = z.strictObject({ name: z.string(), why: z.enum(['quick', 'time']) })
export type LoadLeftOut = z.infer<typeof loadLeftOutSchema>

export const plannedArmSchema = z.strictObject({
  name: z.string(),
  title: z.string().describe('as a report names it: "eBPF (ours, emulates Cilium), flow events off"'),
  role: z
    .enum(['baseline', 'twin', 'treatment', 'planted'])
    .describe('"planted": like the baseline, with effects of known size; it is in no comparison'),
  datapath: z.string(),
  against: z.string().describe('the arm that its cost is compared with'),
  within: z
    .string()
    .nullable()
    .describe("the arm in whose cluster this arm runs; null in its own cluster and in the baseline's"),
  fillerServices: z.int(),
  policyRules: z
    .int()
    .optional()
    .describe(
      'rules that match nobody, in each direction in which a policy selects a pod; absent where there are none',
    ),
  flowEvents: z
    .boolean()
    .describe('whether the datapath reports flows, where it does so without being asked'),
  seeing: seeingSchema
    .optional()
    .describe('what the arm makes visible of its traffic while it is measured; absent in older records'),
  gatewayReplicas: z
    .int()
    .optional()
    .describe('pods of the central gateway; absent where the scenario does not say'),
  planted: z
    .array(plantedEffectSchema)
    .optional()
    .describe('the effects of an arm with planted effects; absent in other arms'),
  side: sideSchema
    .optional()
    .describe('whose datapath and services the arm runs, in a run of `gate`; absent in other arms'),
})

/** Why two arms are compared: the cost of an arm, two rival datapaths, what encryption adds, numbers of services, rules of policy, or what seeing costs. `flows` is the same as `seeing`, in older records. */
export const comparedForSchema = z.enum([
  'cost',
  'rival',
  'encryption',
  'services',
  'policy',
  'flows',
  'seeing',
])
export const plannedComparisonSchema = z.strictObject({
  arm: z.string(),
  against: z.string(),
  why: comparedForSchema,
})
export type PlannedComparison = z.infer<typeof plannedComparisonSchema>

export const planSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  methodVersion: z
    .int()
    .optional()
    .describe('the way of measuring; figures of two methods are not compared. Absent in older records'),
  id: z.string(),
  startedAt: z.iso.datetime(),
  command: z.array(z.string()),
  seed: z.string(),
  quick: z.boolean(),
  provider: z.string(),
  place: placeSchema,
  code: codeSchema,
  versions: versionsSchema
    .optional()
    .describe('the two versions of hopbench that a run of `gate` compares; absent in other runs'),
  host: hostSchema,
  scenario: scenarioRecordSchema,
  loads: z.array(plannedLoadSchema),
  loadsLeftOut: z
    .array(loadLeftOutSchema)
    .optional()
    .describe('loads of the scenario that were left out, with the reason; absent in older records'),
  datapaths: z.array(descriptorSchema).describe('of the arms, in the order of their first appearance'),
  arms: z.array(plannedArmSchema),
  comparisons: z
    .array(plannedComparisonSchema)
    .describe('the family; the number of comparisons decides the confidence of every interval'),
  rounds: z.int(),
  roundsPerBringUp: z.int(),
  capacityRounds: z.int().nullable().describe('rounds of each arm at saturation; null in older records'),
  notPlanted: z
    .string()
    .optional()
    .describe('why the run has no arm with planted effects; absent where it has, and in older records'),
  order: z.array(z.array(z.string())).describe('arms in the order of each round'),
  raiseOrder: z
    .array(z.array(z.string()))
    .describe('arms in the order in which each bring-up raises them, balanced; empty in older records'),
})
export type PlanRecord = z.infer<typeof planSchema>

/** The arm that all others are compared with in the end. Throws Error for a plan without a baseline. */
export function baselineOf<Arm extends { role: z.infer<typeof plannedArmSchema>['role'] }>(run: {
  arms: readonly Arm[]
}): Arm {
  const baseline = run.arms.find(({ role }) => role === 'baseline')
  if (!baseline) throw new Error('the plan names no baseline')
  return baseline
}
