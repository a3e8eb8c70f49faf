/** The schema of `prices.yaml`: what a report's bill is computed with. The check and the types come from here. */
import { z } from 'zod'

/** Where a number comes from: a bill is only as good as that. */
const origin = {
  source: z
    .string({ error: 'must be text or a URL that says where the number comes from' })
    .regex(/\S/, 'must say where the number comes from'),
  date: z.iso.date({ error: 'must be the day on which the number was read, as 2026-03-10' }),
}

/** Zero is allowed: somebody may own the memory already. */
const price = z.number().nonnegative()

const priceSchema = z.strictObject({ price, ...origin })
export type Price = z.infer<typeof priceSchema>

const defaultRequestSchema = z.strictObject({
  product: z.string().regex(/\S/, 'must name a product'),
  cores: z.number().nonnegative(),
  memoryMib: z.number().nonnegative(),
  ...origin,
})
/** What one proxy of a product reserves by default. */
export type DefaultRequest = z.infer<typeof defaultRequestSchema>

export const pricesSchema = z.strictObject({
  currency: z.string(),
  perCoreHour: priceSchema,
  perGibHour: priceSchema,
  defaultRequests: z.array(defaultRequestSchema).default([]),
})

export interface Prices extends z.infer<typeof pricesSchema> {
  /** Base name of the file, for the report. A path would tell of the machine that wrote it. */
  file: string
}
