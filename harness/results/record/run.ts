/** The run record: the plan, and what the journal adds to it. `fold-run.ts` makes it; nothing edits it. */
import { z } from 'zod'
import { capabilitySchema, fidelitySchema } from './descriptor.ts'
import { planSchema, plannedArmSchema, plannedLoadSchema } from './plan.ts'
import { resumedSchema } from './journal.ts'
import { problemSchema } from './problem.ts'
import { reservationsSchema } from './reservations.ts'

export const loadRecordSchema = plannedLoadSchema.extend({
  pagesPerSecond: z
    .number()
    .nullable()
    .describe('null for "auto" in a run that ended before the rate was chosen'),
  chosen: z
    .strictObject({
      slowest: z.strictObject({ arm: z.string(), pagesPerSecond: z.number() }),
      shareOfSlowest: z.number(),
    })
    .nullable()
    .describe('how the rate of "auto" was chosen; null where the scenario names the rate'),
})
export type LoadRecord = z.infer<typeof loadRecordSchema>

export const armRecordSchema = plannedArmSchema.extend({
  capability: capabilitySchema.describe(
    'of the raised arm; as the datapath declares it until the arm is raised',
  ),
  fidelity: fidelitySchema.describe('of the raised arm; as the datapath declares it until the arm is raised'),
  settings: z
    .record(z.string(), z.string())
    .describe('what was set and read back: iptables backend, congestion control, offloads …'),
  reservations: reservationsSchema
    .optional()
    .describe('absent in older records and for arms that never came up'),
})
export type ArmRecord = z.infer<typeof armRecordSchema>

export const runSchema = planSchema.extend({
  finishedAt: z.iso.datetime().nullable(),
  status: z
    .enum(['running', 'complete', 'interrupted', 'failed'])
    .describe('a run that was killed stays "running"'),
  statusReason: problemSchema.nullable(),
  resumed: z
    .array(resumedSchema)
    .optional()
    .describe('each time that the run was resumed, in order; absent in a run that never was'),
  loads: z.array(loadRecordSchema),
  arms: z.array(armRecordSchema),
  order: z
    .array(z.array(z.string()))
    .describe(
      'arms in the order of each round; entries beyond `rounds` are make-up rounds for spoiled rounds',
    ),
})
export type RunRecord = z.infer<typeof runSchema>
