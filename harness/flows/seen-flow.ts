/** What code uses of a flow, whoever wrote the flow: checked fields with names of ours. Unknown fields are left alone. */
import { z } from 'zod'
import { endOf, writtenEndSchema, type SeenEnd } from './ends.ts'
import { pathOf } from './request-path.ts'

/** protojson writes enums by name, but accepts numbers too. */
const enumName = z.union([z.string(), z.number().transform(String)])
/** 64-bit numbers are text in protojson; other writers write numbers. */
const wholeNumber = z.union([z.int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)])
const port = z.int().min(0).max(65_535)
const flag = z.boolean().optional()

const transportSchema = z.object({
  source_port: port.optional(),
  destination_port: port.optional(),
  flags: z.object({ SYN: flag, ACK: flag, FIN: flag, RST: flag }).optional(),
})
const policiesSchema = z
  .array(z.object({ name: z.string().optional(), namespace: z.string().optional() }))
  .optional()

const writtenFlowSchema = z.object({
  time: z.string().optional(),
  uuid: z.string().optional(),
  emitter: z.object({ name: z.string().optional(), version: z.string().optional() }).optional(),
  verdict: enumName.optional(),
  drop_reason_desc: enumName.optional(),
  IP: z
    .object({
      source: z.string().optional(),
      destination: z.string().optional(),
      encrypted: z.boolean().optional(),
    })
    .optional(),
  l4: z.record(z.string(), z.unknown()).optional(),
  source: writtenEndSchema.optional(),
  destination: writtenEndSchema.optional(),
  source_names: z.array(z.string()).optional(),
  destination_names: z.array(z.string()).optional(),
  Type: enumName.optional(),
  l7: z
    .object({
      type: enumName.optional(),
      latency_ns: wholeNumber.optional(),
      http: z
        .object({ code: z.number().optional(), method: z.string().optional(), url: z.string().optional() })
        .optional(),
    })
    .optional(),
  traffic_direction: enumName.optional(),
  is_reply: z.boolean().nullish(),
  egress_denied_by: policiesSchema,
  ingress_denied_by: policiesSchema,
})

export interface SeenFlow {
  /** Milliseconds since 1970; null where the flow has no time that can be read. */
  timeMs: number | null
  /** When it was shown: later than `timeMs` where a source tells of the beginning of a connection only at its end. */
  shownMs: number | null
  /** Hubble gives each flow one; null where the emitter gives none. */
  uuid: string | null
  /** FORWARDED, DROPPED, ERROR, AUDIT … as the emitter wrote it. */
  verdict: string
  /** A socket event tells of a translation at the socket, not of bytes on the wire. */
  layer: 'L3/L4' | 'L7' | 'socket'
  /** As written: of a reply the source is the server. */
  source: SeenEnd
  destination: SeenEnd
  /** TCP, UDP, ICMPv4 …; null where the flow does not say. */
  protocol: string | null
  flags: { syn: boolean; ack: boolean; fin: boolean; reset: boolean }
  /** null: the emitter does not know. */
  isReply: boolean | null
  /** At which end the flow was observed. */
  direction: 'EGRESS' | 'INGRESS' | null
  /** `path` is without what differs from request to request. Method and path are empty where the flow does not say. */
  http: { isResponse: boolean; code: number | null; method: string; path: string } | null
  latencyMs: number | null
  encrypted: boolean
  dropReason: string | null
  /** Names of the policies that denied the flow. Empty for a default deny, as in Hubble. */
  deniedBy: string[]
  emitter: string | null
  /** For how many connections the flow stands: one, but in sums that an earlier hopbench wrote. */
  connections: number
}

/** Nanoseconds in a millisecond. */
const NS_A_MS = 1e6

/**
 * @param written the value of `flow` in a line
 * @param shown the time of the line itself, where it has one
 * @returns the flow, or what is wrong with it: "flow.IP.source: expected string, received number"
 */
export function seenFlow(written: unknown, shown?: unknown): SeenFlow | { problem: string } {
  const parsed = writtenFlowSchema.safeParse(written)
  if (!parsed.success) return { problem: problemOf(parsed.error) }
  const flow = parsed.data
  const [protocol, transport] = transportOf(flow.l4)
  if (transport !== null && 'problem' in transport) return transport
  const http = flow.l7?.http
  return {
    timeMs: timeOf(flow.time),
    shownMs: (typeof shown === 'string' ? timeOf(shown) : null) ?? timeOf(flow.time),
    uuid: flow.uuid ?? null,
    verdict: flow.verdict ?? 'VERDICT_UNKNOWN',
    layer: flow.Type === 'L7' || flow.l7 ? 'L7' : flow.Type === 'SOCK' ? 'socket' : 'L3/L4',
    source: endOf(flow.source, flow.IP?.source, transport?.source_port, flow.source_names),
    destination: endOf(
      flow.destination,
      flow.IP?.destination,
      transport?.destination_port,
      flow.destination_names,
    ),
    protocol,
    flags: {
      syn: transport?.flags?.SYN ?? false,
      ack: transport?.flags?.ACK ?? false,
      fin: transport?.flags?.FIN ?? false,
      reset: transport?.flags?.RST ?? false,
    },
    isReply: flow.is_reply ?? null,
    direction:
      flow.traffic_direction === 'EGRESS' || flow.traffic_direction === 'INGRESS'
        ? flow.traffic_direction
        : null,
    http: http
      ? {
          isResponse: flow.l7?.type === 'RESPONSE',
          code: http.code === 0 ? null : (http.code ?? null),
          method: http.method ?? '',
          path: http.url ? pathOf(http.url) : '',
        }
      : null,
    latencyMs: flow.l7?.latency_ns === undefined ? null : flow.l7.latency_ns / NS_A_MS,
    encrypted: flow.IP?.encrypted ?? false,
    dropReason: flow.drop_reason_desc ?? null,
    deniedBy: [...(flow.egress_denied_by ?? []), ...(flow.ingress_denied_by ?? [])].map(
      ({ name, namespace }) => `${namespace ? `${namespace}/` : ''}${name ?? '(no name)'}`,
    ),
    emitter: flow.emitter?.name ?? null,
    connections: 1,
  }
}

/** `l4` has one key, the name of the protocol. */
function transportOf(
  l4: Record<string, unknown> | undefined,
): [string | null, z.infer<typeof transportSchema> | { problem: string } | null] {
  const [protocol, written] = Object.entries(l4 ?? {})[0] ?? [null, null]
  if (protocol === null) return [null, null]
  const parsed = transportSchema.safeParse(written)
  return [
    protocol,
    parsed.success ? parsed.data : { problem: problemOf(parsed.error, ['flow', 'l4', protocol]) },
  ]
}

function timeOf(time: string | undefined): number | null {
  const ms = time === undefined ? NaN : Date.parse(time)
  return Number.isNaN(ms) ? null : ms
}

/** The first thing that is wrong, with its place. */
export function problemOf(error: z.ZodError, at: readonly string[] = ['flow']): string {
  const [issue] = error.issues
  return `${[...at, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'not as expected'}`
}
