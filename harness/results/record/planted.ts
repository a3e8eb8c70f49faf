/** Planted effects: what a run put into an arm on purpose, and what the injections themselves counted in each window. */
import { z } from 'zod'

const service = z.string()

export const plantedEffectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('busy-service'), service, us: z.number() }),
  z.strictObject({ kind: z.literal('slow-hop'), to: service, us: z.number() }),
  z.strictObject({ kind: z.literal('busy-agent'), sliceUs: z.number(), everyUs: z.number() }),
  z.strictObject({ kind: z.literal('held-memory'), bytes: z.int() }),
  z.strictObject({ kind: z.literal('lost-packets'), to: service, every: z.int() }),
  z.strictObject({ kind: z.literal('pauses'), service, pauseMs: z.number(), everyMs: z.number() }),
])
export type PlantedEffectRecord = z.infer<typeof plantedEffectSchema>
export type PlantedKind = PlantedEffectRecord['kind']

/** `overUs`: time between the readings of the injection at the two edges of the window. */
const overUs = z.number()

/** What an injection did in one window, by its own count. */
export const plantedCountSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('busy-service'),
    requests: z.int(),
    us: z.number().describe('busy, of all requests'),
  }),
  z.strictObject({
    kind: z.literal('slow-hop'),
    segments: z.int(),
    us: z.number().describe('held up, of all segments'),
  }),
  z.strictObject({
    kind: z.literal('busy-agent'),
    cpuUs: z.number().describe("by the kernel's account of the process"),
    overUs,
  }),
  z.strictObject({ kind: z.literal('held-memory'), bytes: z.int() }),
  z.strictObject({ kind: z.literal('lost-packets'), segments: z.int(), dropped: z.int() }),
  z.strictObject({
    kind: z.literal('pauses'),
    pauses: z.int(),
    us: z.number().describe('standing still, in all pauses'),
    overUs,
  }),
])
export type PlantedCount = z.infer<typeof plantedCountSchema>

export const notPlantedSchema = z.strictObject({
  kind: z.enum(['busy-service', 'slow-hop', 'busy-agent', 'held-memory', 'lost-packets', 'pauses']),
  notPlanted: z.string().describe('why this machine could not plant the effect'),
})

/** One entry for each effect of the arm. */
export const plantedReadingSchema = z.array(z.union([plantedCountSchema, notPlantedSchema]))
export type PlantedReading = z.infer<typeof plantedReadingSchema>
