/**
 * What stands beside an arm's flow file, in `flows/<arm>.about.json`: who reported the flows, what had to be switched on for them, from
 * when to when, what was lost, and the truth to hold them against, which the services counted themselves.
 */
import { z } from 'zod'

const time = z.string().describe('RFC 3339, UTC')
const count = z.int().min(0)

export const flowsAboutSchema = z.strictObject({
  arm: z.string(),
  emitter: z
    .strictObject({ name: z.string(), version: z.string() })
    .nullable()
    .describe('who wrote the flows, and its version; null where the datapath sees nothing'),
  source: z.string().describe('what the flows were made from: "Envoy access log"'),
  sees: z
    .enum(['nothing', 'connections', 'requests'])
    .describe('connections: addresses, ports and verdicts. requests: HTTP as well'),
  switchedOn: z.array(z.string()).describe('what was on for these flows only, and in no measured window'),
  namesFrom: z
    .string()
    .optional()
    .describe('where the names of pods come from, of a source that knows addresses only'),
  from: time,
  to: time,
  pages: count.describe('pages that the client sent and that were answered meanwhile'),
  calls: z
    .array(z.strictObject({ from: z.string(), to: z.string(), calls: count }))
    .describe('calls made meanwhile, as the called services counted them'),
  queries: z
    .array(z.strictObject({ from: z.string(), to: z.string(), queries: count, connections: count }))
    .optional()
    .describe(
      'queries made meanwhile, as the database counted them, and connections opened for them; absent without databases, and in older records',
    ),
  accepted: z
    .record(z.string(), count)
    .describe(
      'connections that the program of each service, and each database, accepted meanwhile; behind a proxy these are those of the proxy',
    ),
  lines: count,
  lost: z
    .union([count, z.strictObject({ notMeasured: z.string() })])
    .describe('events that the source itself says it lost'),
  unknownSince: z
    .strictObject({ since: time, why: z.string() })
    .nullable()
    .describe(
      'the source could not be asked from then on, so what happened is not known; it is not "no flow"',
    ),
})
export type FlowsAbout = z.infer<typeof flowsAboutSchema>
