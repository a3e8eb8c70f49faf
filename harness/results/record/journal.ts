/** Records of the journal: facts of a run in the order in which they happened. Each is on disk before the next step begins. */
import { z } from 'zod'
import { cpuReadingSchema } from './cpu.ts'
import { capabilitySchema, fidelitySchema } from './descriptor.ts'
import { percentilesUsSchema } from './latency.ts'
import { memoryReadingSchema } from './memory.ts'
import { problemSchema } from './problem.ts'
import { reservationsSchema } from './reservations.ts'
import { clockPriceSchema, hopsSchema } from './hops.ts'
import { momentSchema, sessionSchema } from './moment.ts'
import { saturationSchema } from './saturation.ts'
import { capacitySchema, trialSchema } from './trial.ts'

/** An idle window: what an arm takes while it is thawed and has no load. */
export const idleSchema = z.strictObject({
  kind: z.literal('idle'),
  ...momentSchema,
  cpu: cpuReadingSchema,
  memory: memoryReadingSchema,
})
export type IdleRecord = z.infer<typeof idleSchema>

/** A latency without any datapath: the paced client against a bare responder, or against one service over loopback. */
export const floorSchema = z.strictObject({
  kind: z.literal('floor'),
  startedAt: z.iso.datetime(),
  name: z.enum(['client', 'service']),
  pagesPerSecond: z.number(),
  serviceUs: percentilesUsSchema,
})
export type FloorRecord = z.infer<typeof floorSchema>

/** A bring-up: one incarnation of all arms' processes. */
export const bringUpSchema = z.strictObject({
  kind: z.literal('bring-up'),
  startedAt: z.iso.datetime(),
  bringUp: z.int(),
  session: sessionSchema,
  durationMs: z.number(),
  raiseOrder: z
    .array(z.string())
    .describe('arms in the order in which they were raised; empty in older records'),
  pods: z.int(),
  proxies: z.int(),
  failedArms: z
    .array(z.strictObject({ arm: z.string(), problem: problemSchema }))
    .describe('arms that did not come up or whose proof failed'),
})
export type BringUpRecord = z.infer<typeof bringUpSchema>

/** A cluster in which arms were raised: made by this run, kept from an earlier run, or existing before (a cluster of the user's). */
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

/** What is known only once an arm is raised: its settings, and its capability and fidelity, which on a cluster follow from what runs there. */
export const armLearnedSchema = z.strictObject({
  kind: z.literal('arm-learned'),
  startedAt: z.iso.datetime(),
  arm: z.string(),
  settings: z
    .record(z.string(), z.string())
    .describe('what was set and read back: iptables backend, congestion control, offloads …'),
  capability: capabilitySchema,
  fidelity: fidelitySchema,
  reservations: reservationsSchema.optional().describe('absent in older records'),
})
export type ArmLearnedRecord = z.infer<typeof armLearnedSchema>

/** The rate of a load that asked for "auto". */
export const rateChosenSchema = z.strictObject({
  kind: z.literal('rate-chosen'),
  startedAt: z.iso.datetime(),
  load: z.string(),
  pagesPerSecond: z.number(),
  slowest: z.strictObject({ arm: z.string(), pagesPerSecond: z.number() }),
  shareOfSlowest: z.number(),
})
export type RateChosenRecord = z.infer<typeof rateChosenSchema>

/** A make-up round, of older runs: a round that an invalid or failed trial spoiled was run once more. The records of both stayed. */
export const makeUpPlannedSchema = z.strictObject({
  kind: z.literal('make-up-planned'),
  startedAt: z.iso.datetime(),
  round: z.int().describe('number of the make-up round'),
  insteadOf: z.int(),
  order: z.array(z.string()),
})
export type MakeUpPlannedRecord = z.infer<typeof makeUpPlannedSchema>

/** The end of a bring-up: everything of it was measured, its arms were proved again and are down. A bring-up without this record was cut. */
export const bringUpEndedSchema = z.strictObject({
  kind: z.literal('bring-up-ended'),
  startedAt: z.iso.datetime(),
  bringUp: z.int(),
  session: sessionSchema,
})
export type BringUpEndedRecord = z.infer<typeof bringUpEndedSchema>

/**
 * The run was resumed. Of the bring-up that was cut, what had been measured from `fromRound` on no longer counts: it is measured
 * again, by new processes. `what-counts.ts` leaves it out.
 */
export const resumedSchema = z.strictObject({
  kind: z.literal('resumed'),
  startedAt: z.iso.datetime(),
  session: z.int().min(1).describe('how often the run has been resumed, this time included'),
  bringUp: z.int().describe('the bring-up that was cut, or that had not begun'),
  fromRound: z.int().describe('the first round that is measured again'),
  keptRounds: z
    .int()
    .describe('finished rounds of this bring-up that count; 0 where all of it is done again'),
  lastBefore: z.iso.datetime().describe('when the last record before the cut was made'),
})
export type ResumedRecord = z.infer<typeof resumedSchema>

/** How the run ended. A run without this record was killed. */
export const endedSchema = z.strictObject({
  kind: z.literal('ended'),
  startedAt: z.iso.datetime(),
  status: z.enum(['complete', 'interrupted', 'failed']),
  reason: problemSchema.nullable(),
})
export type EndedRecord = z.infer<typeof endedSchema>

export const journalSchema = z.discriminatedUnion('kind', [
  trialSchema,
  hopsSchema,
  clockPriceSchema,
  idleSchema,
  saturationSchema,
  capacitySchema,
  floorSchema,
  bringUpSchema,
  clusterSchema,
  armLearnedSchema,
  rateChosenSchema,
  makeUpPlannedSchema,
  bringUpEndedSchema,
  resumedSchema,
  endedSchema,
])
export type JournalRecord = z.infer<typeof journalSchema>
