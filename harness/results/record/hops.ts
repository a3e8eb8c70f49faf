/**
 * What the hop clock found in one window. It stamps every exchange of a request and its answer at the sockets of both sides;
 * pages are joined from these exchanges after the arms of a bring-up are down.
 */
import { z } from 'zod'
import { sessionSchema } from './moment.ts'
import { notMeasuredSchema } from './reading.ts'

/** One part over the joined pages of a window, in microseconds. `mean` and the quantiles leave out exchanges with a retransmission. */
export const spreadUsSchema = z.strictObject({ mean: z.number(), p10: z.number(), p50: z.number() })
export type SpreadUs = z.infer<typeof spreadUsSchema>

/** Where a hop goes through a proxy on each side: the parts between the two services, in the order of the request. Each part is request and response together. */
export const proxiedHopSchema = z.strictObject({
  callerLoopback: spreadUsSchema.describe('between the calling service and its own proxy'),
  callerProxy: spreadUsSchema.describe("the calling pod's proxy"),
  wire: spreadUsSchema.describe('between the two proxies'),
  calleeProxy: spreadUsSchema.describe("the called pod's proxy"),
  calleeLoopback: spreadUsSchema.describe('between the called service and its own proxy'),
})
export type ProxiedHop = z.infer<typeof proxiedHopSchema>

/** One call of a page. */
export const clockedCallSchema = z.strictObject({
  path: z
    .string()
    .describe(
      'the place of the call in the page: the ordinal of each call from the client on, "1", "11", "12"',
    ),
  from: z.string().describe('a service, or "client"'),
  to: z.string(),
  exchanges: z.int().describe('calls that were joined'),
  transport: spreadUsSchema.describe(
    "the caller's span minus the called service's span, from first byte to first byte: everything between the sockets of the two programs",
  ),
  request: spreadUsSchema.describe('the half of transport on the way to the called service'),
  response: spreadUsSchema.describe('the half of transport on the way back'),
  app: spreadUsSchema.describe(
    "the called service's own time: its span minus the union of the spans of the calls it made",
  ),
  proxied: proxiedHopSchema
    .nullable()
    .describe("null where the hop has no proxy in each of its pods; a central gateway's time is transport"),
})
export type ClockedCall = z.infer<typeof clockedCallSchema>

/** One page as it went, for a drawing: spans in microseconds from the moment at which the client wrote the page. */
export const drawnPageSchema = z.strictObject({
  totalUs: z.number().describe("the page by the client's own clock"),
  spans: z.array(
    z.strictObject({
      path: z.string().describe('the call that the span belongs to; "" for the client'),
      part: z.enum([
        'client',
        'transport',
        'caller-loopback',
        'caller-proxy',
        'wire',
        'callee-proxy',
        'callee-loopback',
        'app',
      ]),
      where: z.string().describe('the pod whose program or proxy this is; for transport "orders → stock"'),
      fromUs: z.number(),
      toUs: z.number(),
      critical: z.boolean().describe('whether the page waited for this span'),
    }),
  ),
})
export type DrawnPage = z.infer<typeof drawnPageSchema>

export const hopReadingSchema = z.strictObject({
  pages: z.int().describe('pages of the window that were joined at every call'),
  unmatchedPages: z
    .int()
    .describe('completed pages of the window of which some exchange is missing or ambiguous'),
  exchanges: z.int().describe('exchanges of the joined pages, as the calling side saw them'),
  retransmitted: z.int().describe('exchanges with a retransmission, which means and quantiles leave out'),
  requestsSentAgain: z
    .int()
    .optional()
    .describe(
      'those whose request was sent again; absent in older records. The answer before a lost request is often sent again too, and counts as retransmitted only',
    ),
  odd: z
    .record(z.string(), z.int())
    .describe('exchanges that were not one request and one answer, by kind; none of them is measured'),
  ambiguousWires: z.int().describe('encrypted exchanges between proxies that could not be told apart'),
  pageUs: spreadUsSchema.describe("the joined pages by the client's own clock: done − written"),
  clientUs: spreadUsSchema.describe(
    "the client's own time: its page minus the union of the spans of its calls",
  ),
  sumOfParts: z
    .number()
    .describe(
      "mean of all parts on the critical path, divided by the mean of the page by the client's own clock",
    ),
  transportPerHop: spreadUsSchema.describe('transport on the critical path of a page, divided by its hops'),
  appPerHop: spreadUsSchema.describe(
    "the services' own time on the critical path of a page, divided by its hops",
  ),
  calls: z.array(clockedCallSchema).describe('in the order of their paths'),
  connectUs: spreadUsSchema
    .nullable()
    .describe(
      "from the entry of connect() to the answer of the other side's kernel; null without new connections",
    ),
  connects: z.int(),
  medianPage: drawnPageSchema.nullable().describe('the joined page nearest to the median'),
  slowPage: drawnPageSchema.nullable().describe('the joined page nearest to the 99th percentile'),
})
export type HopReading = z.infer<typeof hopReadingSchema>

/** A window of which too many pages could not be joined. It has no reading, and counts where a run adds up what is missing. */
export const unmatchedWindowSchema = z.strictObject({
  notMeasured: z.string(),
  pages: z.int().describe('completed pages of the window'),
  unmatchedPages: z.int().describe('those of which some exchange is missing or ambiguous'),
})
export type UnmatchedWindow = z.infer<typeof unmatchedWindowSchema>

const timedRuns = z.strictObject({
  runs: z.int().describe('packets or calls that the program saw, ACKs included'),
  ns: z
    .number()
    .describe('run time of all of them, by the kernel, with the 50 ns that taking the time adds to each'),
})

/** What the clock's own programs took in a window in which the kernel timed them. */
export const clockPriceSchema = z.strictObject({
  kind: z.literal('clock-price'),
  startedAt: z.iso.datetime(),
  arm: z.string(),
  load: z.string(),
  bringUp: z.int(),
  session: sessionSchema,
  reading: z.union([
    z.strictObject({
      pages: z.int().describe('completed pages of the window'),
      programs: z.strictObject({ hop_egress: timedRuns, hop_ingress: timedRuns, hop_connect4: timedRuns }),
    }),
    notMeasuredSchema,
  ]),
})
export type ClockPriceRecord = z.infer<typeof clockPriceSchema>

/** The reading of one trial. It follows its trial in the journal once the arms of the bring-up are down, since the last exchange of a connection is known only then. */
export const hopsSchema = z.strictObject({
  kind: z.literal('hops'),
  startedAt: z.iso.datetime().describe('when the pages were joined'),
  arm: z.string(),
  load: z.string(),
  bringUp: z.int(),
  round: z.int(),
  session: sessionSchema,
  reading: z.union([hopReadingSchema, unmatchedWindowSchema, notMeasuredSchema]),
})
export type HopsRecord = z.infer<typeof hopsSchema>
