/** A topology of istio/tools' isotope: services with scripts of calls, in order or at once. */
import { z } from 'zod'
import { parseChecked } from '../../yaml/parse-checked.ts'
import type { Problem } from '../../yaml/problem.ts'
import { didYouMean } from '../../words/did-you-mean.ts'
import type { Change } from '../change.ts'
import type { SourceCall, SourceService, SourceStep, System } from '../system.ts'

/** A number of bytes, or a text such as "16 KB". isotope counts in units of 1024, whatever the unit is called. */
const bytes = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d+(\.\d+)?\s*([kmgtp]i?)?b?$/i, 'must be a size such as 512 or "16 KB"')
    .transform((text) => {
      const [, unit = ''] = /([kmgtp])i?b?$/i.exec(text) ?? []
      return Math.round(Number.parseFloat(text) * 1024 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' '))
    }),
])
/** A share, as a number from 0 to 1 or a text such as "0.01%". */
const share = z.union([
  z.number().min(0),
  z.string().regex(/^\d+(\.\d+)?%$/, 'must be a share such as "0.01%"'),
])
const count = z.int().min(0)

const callSchema = z.union([
  z.string(),
  z.object({
    service: z.string(),
    size: bytes.optional(),
    payloadSize: bytes.optional(),
    probability: z.number().min(0).max(100).optional(),
  }),
])
const sleep = z.unknown().refine((value) => value !== undefined, 'must be `call: NAME` or `sleep: DURATION`')
const commandSchema = z.union([z.object({ call: callSchema }), z.object({ sleep })])
const scriptSchema = z.array(z.union([commandSchema, z.array(commandSchema)]))
const settings = {
  type: z.enum(['http', 'grpc', 'HTTP', 'gRPC', 'tcp']).optional(),
  errorRate: share.optional(),
  responseSize: bytes.optional(),
  script: scriptSchema.nullish(),
  numReplicas: count.optional(),
  numRbacPolicies: count.optional(),
}
const defaultsSchema = z.object({ ...settings, requestSize: bytes.optional() })
const topologySchema = z.object({
  defaults: defaultsSchema.nullish(),
  default: defaultsSchema.nullish(),
  services: z
    .array(
      z.object({
        ...settings,
        name: z.string().min(1),
        namespace: z.string().optional(),
        cluster: z.string().optional(),
        isEntrypoint: z.boolean().optional(),
      }),
    )
    .min(1),
})
type Topology = z.infer<typeof topologySchema>
type Written = Topology['services'][number]

/** @throws UsageError with file, line and column of what is not as isotope expects */
export function readIsotope(file: string, text: string): System {
  const topology = parseChecked(file, text, {
    what: 'isotope topology',
    advice: 'the README of isotope, in istio/tools, describes the fields; nothing has been written',
    schema: topologySchema,
    check: wrongNames,
  })
  const defaults: z.infer<typeof defaultsSchema> = topology.defaults ?? topology.default ?? {}
  const changes: Change[] = []
  const services = topology.services.map((written): [string, SourceService] => {
    const own = { ...defaults, ...present(written) }
    changes.push(...changesOf(written.name, own, written.cluster))
    return [
      written.name,
      {
        id: written.name,
        name: written.name,
        namespace: written.namespace ?? null,
        steps: stepsOf(written.name, own.script ?? [], defaults.requestSize ?? 0, changes),
        responseBytes: own.responseSize ?? 0,
        workUs: null,
      },
    ]
  })
  const entries = topology.services.filter(({ isEntrypoint }) => isEntrypoint).map(({ name }) => name)
  return {
    kind: 'isotope',
    counts: { services: services.length },
    services: new Map(services),
    databases: new Map(),
    entries,
    entriesAreKnown: entries.length > 0,
    changes,
    unknown: ['work'],
  }
}

const present = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Fields

function wrongNames({ services }: Topology): Problem[] {
  const names = services.map(({ name }) => name)
  const first = new Map(names.map((name, index) => [name, index] as const).toReversed())
  return services.flatMap(({ name, script }, n): Problem[] => [
    ...(first.get(name) === n
      ? []
      : [
          {
            path: ['services', n, 'name'],
            message: `is a second service called ${name}: give it a name of its own`,
          },
        ]),
    ...(script ?? []).flatMap((step, s) =>
      [step].flat().flatMap((command): Problem[] => {
        const to = 'call' in command ? calleeOf(command.call) : null
        if (to === null || first.has(to)) return []
        return [
          {
            path: ['services', n, 'script', s],
            message: `calls ${to}, which is not a service of this topology${names.length > MOST_COMPARED ? '' : didYouMean(to, names)}`,
          },
        ]
      }),
    ),
  ])
}

/** Comparing a mistyped name with more names than these takes longer than it helps. */
const MOST_COMPARED = 1000

const calleeOf = (call: z.infer<typeof callSchema>): string =>
  typeof call === 'string' ? call : call.service

function stepsOf(
  from: string,
  script: z.infer<typeof scriptSchema>,
  requestSize: number,
  changes: Change[],
): SourceStep[] {
  const callOf = (call: z.infer<typeof callSchema>): SourceCall => {
    const written = typeof call === 'string' ? { service: call } : call
    // isotope takes 0 for "not set": always.
    const percent = written.probability || 100
    return {
      to: written.service,
      perRequest: percent / 100,
      requestBytes: written.size ?? written.payloadSize ?? requestSize,
    }
  }
  return script.flatMap((step): SourceStep[] => {
    const commands = [step].flat()
    if (commands.some((command) => 'sleep' in command)) changes.push({ kind: 'sleep', of: [from] })
    const calls = commands.flatMap((command) => ('call' in command ? [callOf(command.call)] : []))
    return calls.length === 0 ? [] : [{ atOnce: Array.isArray(step) && calls.length > 1, calls }]
  })
}

function changesOf(name: string, own: Partial<Written>, cluster: string | undefined): Change[] {
  const { type, errorRate, numReplicas = 1, numRbacPolicies = 0 } = own
  const fails = errorRate !== undefined && Number.parseFloat(String(errorRate)) > 0
  const of = [name]
  return [
    ...(type?.toLowerCase() === 'grpc' ? [{ kind: 'grpc' as const, of }] : []),
    ...(type === 'tcp' ? [{ kind: 'not http' as const, of, name: 'TCP' }] : []),
    ...(fails ? [{ kind: 'errors' as const, of }] : []),
    ...(numReplicas === 1 ? [] : [{ kind: 'replicas' as const, of, figure: numReplicas }]),
    ...(numRbacPolicies > 0 ? [{ kind: 'policy rules' as const, of, figure: numRbacPolicies }] : []),
    ...(cluster === undefined ? [] : [{ kind: 'cluster' as const, of, name: cluster }]),
  ]
}
