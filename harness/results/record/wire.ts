/** What passed the interfaces of an arm's pods in one window. */
import { z } from 'zod'

/** Both ways, so that what one pod sends another counts at both. Loopback, between a service and its own proxy, is left out. */
export const wireReadingSchema = z.strictObject({
  bytes: z.int().describe('with the headers of Ethernet'),
  packets: z.int().describe('as the interface counts them: several segments may leave as one'),
})
export type WireReading = z.infer<typeof wireReadingSchema>
