/** A run as readers see it: its plan, and what the journal adds to it. Folded by `fold-run.ts`, never edited. */
import { z } from 'zod'
import { capabilitySchema, fidelitySchema } from './descriptor.ts'
import { planSchema, plannedArmSchema, plannedLoadSchema } from './plan.ts'
import { problemSchema } from './problem.ts'

export const loadRecordSchema = plannedLoadSchema.extend({
  pagesPerSecond: z.number().nullable().describe('null for "auto" in a run that ended before it was chosen'),
  chosen: z
    .strictObject({
      slowest: z.strictObject({ arm: z.string(), pagesPerSecond: z.number() }),
      shareOfSlowest: z.number(),
    })
    .nullable()
    .describe('how "auto" came to it; null where the scenario names the rate'),
})
export type LoadRecord = z.infer<typeof loadRecordSchema>

export const armRecordSchema = plannedArmSchema.extend({
  capability: capabilitySchema.describe('of the raised arm; as declared until it was'),
  fidelity: fidelitySchema.describe('of the raised arm; as declared until it was'),
  settings: z
    .record(z.string(), z.string())
    .describe('what was set and read back: iptables backend, congestion control, offloads …'),
})
export type ArmRecord = z.infer<typeof armRecordSchema>

export const runSchema = planSchema.extend({
  finishedAt: z.iso.datetime().nullable(),
  status: z
    .enum(['running', 'complete', 'interrupted', 'failed'])
    .describe('"running" for good where the run was killed'),
  statusReason: problemSchema.nullable(),
  loads: z.array(loadRecordSchema),
  arms: z.array(armRecordSchema),
  order: z
    .array(z.array(z.string()))
    .describe('arms in the order of each round; beyond `rounds`: make-up rounds for spoiled ones'),
})
export type RunRecord = z.infer<typeof runSchema>
