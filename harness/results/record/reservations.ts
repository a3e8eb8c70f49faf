/** What the proxies of an arm reserve on their nodes, used or not. */
import { z } from 'zod'
import { notMeasuredSchema } from './reading.ts'

export const reservationsSchema = z.union([
  z.strictObject({
    proxies: z
      .array(
        z.strictObject({
          pod: z.string().describe('name of the service, or "client"'),
          container: z.string(),
          cores: z.number().describe('CPU request; 0 where the container requests none'),
          memoryBytes: z.number().describe('memory request; 0 where the container requests none'),
        }),
      )
      .describe("resources.requests of each proxy in the arm's own pods, as the API server stores them"),
  }),
  notMeasuredSchema,
])
export type Reservations = z.infer<typeof reservationsSchema>
