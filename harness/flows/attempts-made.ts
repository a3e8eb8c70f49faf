/**
 * The truth beside an arm's flows where a scenario has attempts, in `flows/<arm>.attempts.json`: who tried what, when, and how it ended, as
 * the one who tried saw it. `flows/<arm>.attempts.jsonl` has what the datapath saw meanwhile.
 */
import { z } from 'zod'

const time = z.string().describe('RFC 3339, UTC')
const count = z.int().min(0)

export const outcomeSchema = z.strictObject({
  face: z
    .enum([
      'answered',
      'connected',
      'closed',
      'refused',
      'reset',
      'time-out',
      'no such name',
      'unreachable',
      'other',
    ])
    .describe('closed: the connection was opened, and ended at once by the other side'),
  status: z.int().nullable().describe('of an HTTP answer'),
  code: z.string().nullable().describe('of the system: ECONNRESET'),
})
export type Outcome = z.infer<typeof outcomeSchema>

export const trySchema = z.strictObject({
  at: time,
  tookMs: z.number().min(0).describe('until it was known how the try ended'),
  outcome: outcomeSchema,
})

/** An attempt at one target. A scan has one of these for each service. */
export const madeAttemptSchema = z.strictObject({
  name: z.string().describe('of the attempt in the scenario'),
  kind: z.string(),
  from: z.strictObject({ name: z.string(), namespace: z.string(), address: z.string() }),
  to: z.strictObject({
    name: z.string().describe('of the service, or the host name that does not exist'),
    addresses: z.array(z.string()).describe("of the service's pod, and of the service"),
  }),
  dialled: z.string().describe('name or address that was tried'),
  ports: z.array(z.int()).describe('the port that was tried, and the port of the pod behind it'),
  request: z.strictObject({ method: z.string(), path: z.string() }).nullable(),
  tries: z.array(trySchema),
})

export const attemptsMadeSchema = z.strictObject({
  arm: z.string(),
  from: time,
  to: time,
  pages: count.describe('normal pages that the client sent and that were answered meanwhile'),
  paceMs: z.number().describe('from one normal page to the next, in this window and in that of the flows'),
  attempts: z.array(madeAttemptSchema),
  lines: count,
})

export type MadeAttempt = z.infer<typeof madeAttemptSchema>
export type MadeTry = z.infer<typeof trySchema>
export type AttemptsMade = z.infer<typeof attemptsMadeSchema>

/** Whether the one who tried was kept out. A name that does not exist keeps nobody out of anything. */
export const wasBlocked = ({ face, status }: Outcome): boolean =>
  face === 'answered'
    ? status !== null && status >= FIRST_ERROR_STATUS
    : face !== 'connected' && face !== 'no such name'

/** Services answer every request with 200, so such an answer is a proxy's. */
const FIRST_ERROR_STATUS = 400
