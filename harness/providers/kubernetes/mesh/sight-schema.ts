/** What differs in an arm that makes something visible while it is measured, and what is counted of it. */
import { z } from 'zod'
import { seeingSchema } from '../../../scenario/schema.ts'
import { name, file, pattern } from './schema-parts.ts'
import { readSchema } from './proof-schema.ts'

const reading = z.strictObject({
  read: readSchema,
  sum: pattern.describe('All matches of the first group are summed as numbers.'),
})
/** What the source counted itself, so what should have arrived. */
const taken = reading.describe(
  'Requests that the proxies counted: summed over all pods of the arm, or over the pods of a component.',
)

/** How events are counted that arrived where somebody reads them. */
const countSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z
      .literal('log lines')
      .describe('JSON lines in the log files that the nodes keep of this container of every pod.'),
    container: z.string(),
    taken,
  }),
  z.strictObject({
    by: z.literal('spans').describe('A pod of hopbench counts and forgets the spans that it is sent.'),
    taken,
  }),
  z.strictObject({
    by: z.literal('scrapes').describe('A pod of hopbench scrapes this port of every pod each 15 s.'),
    port: z.int(),
    path: z.string(),
  }),
  z.strictObject({
    by: z.literal('the source itself'),
    ...reading.shape,
    notBytes: z.string().describe('Why nobody knows how many bytes the events are.'),
    lost: z.union([reading, z.strictObject({ notMeasured: z.string() })]),
  }),
])

export const sightSchema = z.strictObject({
  setting: z.string().describe('What the arm’s settings say of it.'),
  values: z
    .record(name, z.array(file))
    .default({})
    .describe('Values files by release, over all others. The arm then has a cluster of its own.'),
  manifests: z
    .array(file)
    .default([])
    .describe('Manifests to apply in every namespace of the arm. Placeholder: {namespace}.'),
  podAnnotations: z
    .record(z.string(), z.string())
    .default({})
    .describe('Further annotations of pods. Placeholder: {collector}, the host name of the pod that counts.'),
  counts: countSchema.optional().describe('Absent where there is nothing to count.'),
})

/** What an arm can be asked to make visible, besides what it does without being asked. */
export const sightsSchema = z.partialRecord(seeingSchema, sightSchema)

export type Sight = z.infer<typeof sightSchema>
export type Counted<By> = Extract<NonNullable<Sight['counts']>, { by: By }>
