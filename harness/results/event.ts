/**
 * Events of a run, as `bench --json` prints them while they happen, one JSON object a line on stdout. The types and the published JSON
 * Schema (`results/event.schema.json`) come from these schemas.
 */
import { z } from 'zod'
import { publishedSchema } from '../schemas/published-schema.ts'
import { problemSchema } from './record.ts'

/** Increased when a field changes its meaning or is removed. */
export const EVENT_VERSION = 1

const common = {
  version: z.literal(EVENT_VERSION),
  at: z.iso.datetime(),
  run: z.string().describe('id of the run'),
  secondsLeft: z
    .int()
    .nullable()
    .describe(
      'estimated seconds until the report; from the plan alone until the first bring-up has ended; null at the end of the run',
    ),
}

const where = {
  arm: z.string().optional(),
  load: z.string().optional(),
  bringUp: z.int().optional(),
  round: z.int().optional(),
}

export const eventSchema = z.discriminatedUnion('event', [
  z
    .strictObject({
      event: z.literal('began'),
      ...common,
      folder: z.string().describe('where the records are written'),
      session: z.int().describe('how often the run had been resumed; 0 in a new run'),
      scenario: z.string(),
      provider: z.string(),
      arms: z.array(z.string()),
      rounds: z.int(),
      bringUps: z.int(),
    })
    .describe('the run begins, or goes on'),
  z.strictObject({ event: z.literal('doing'), ...common, text: z.string() }).describe('what is done now'),
  z
    .strictObject({ event: z.literal('told'), ...common, about: z.string(), text: z.string() })
    .describe('what a person is told: a step that is finished, or something that failed'),
  z
    .strictObject({
      event: z.literal('recorded'),
      ...common,
      ...where,
      kind: z.string().describe('of the record that is now in journal.jsonl: trial, idle, bring-up …'),
      status: z.string().optional().describe('of a trial, a round at saturation, a search'),
      error: problemSchema.optional(),
      p50Us: z.number().optional().describe("median time of a page of the trial, by the client's clock"),
    })
    .describe('a record is on disk'),
  z
    .strictObject({
      event: z.literal('proved'),
      ...common,
      arm: z.string(),
      bringUp: z.int(),
      when: z.enum(['before', 'after']).describe('before or after the rounds'),
      held: z.int(),
      broken: z.array(z.string()).describe('claims that do not hold'),
    })
    .describe('proofs of an arm are in evidence.jsonl'),
  z
    .strictObject({
      event: z.literal('ended'),
      ...common,
      status: z.enum(['complete', 'interrupted', 'failed']),
      reason: problemSchema.nullable(),
      exitCode: z.int(),
      report: z.string().nullable().describe('path of the page; null where there is no report'),
      analysis: z.looseObject({}).nullable().describe('what summary.json of the report holds'),
    })
    .describe('the last event'),
])
export type RunEvent = z.infer<typeof eventSchema>

/** The schema of one line, for other programs. */
export const eventJsonSchema = (): object =>
  publishedSchema(
    {
      name: 'event',
      version: EVENT_VERSION,
      title: 'An event of a run of hopbench',
      source: 'harness/results/event.ts',
    },
    z.toJSONSchema(eventSchema),
  )
