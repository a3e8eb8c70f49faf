/** Which arm a record is of, under which load, in which bring-up, and when. */
import { z } from 'zod'

export const momentSchema = {
  arm: z.string(),
  load: z.string(),
  bringUp: z.int(),
  startedAt: z.iso.datetime(),
}
