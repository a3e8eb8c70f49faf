/** A work model of µBench: services by name, each with groups of services that it calls. */
import { z } from 'zod'
import { checkedJson, type JsonText } from '../../json/checked-json.ts'
import type { Change } from '../change.ts'
import type { SourceService, SourceStep, System } from '../system.ts'

const groupSchema = z.object({
  seq_len: z.int().min(0).default(1),
  services: z.array(z.string()),
  probabilities: z.record(z.string(), z.number().min(0)).optional(),
})
const serviceSchema = z.object({
  external_services: z.array(groupSchema).default([]),
  internal_service: z.record(z.string(), z.unknown()).default({}),
  request_method: z.string().optional(),
  replicas: z.number().optional(),
  sidecar: z.string().optional(),
  namespace: z.string().optional(),
})
/** The names of services are the keys, so that the shape is checked service by service. */
const modelSchema = z.record(z.string(), serviceSchema)
type Written = z.infer<typeof serviceSchema>

const KIND = {
  what: 'work model of µBench',
  advice: 'the manual of µBench (section "Work Model") describes the fields; nothing has been written',
}

/** µBench answers with this many bytes for each unit of its sizes, which it calls kBytes. */
const BYTES_PER_KBYTE = 1000

/** @throws UsageError with the place of what is not as µBench expects */
export function readMubench(source: JsonText, value: unknown): System {
  const model = checkedJson(source, value, modelSchema, KIND)
  const changes: Change[] = []
  const services = new Map(
    Object.entries(model).map(([name, written]): [string, SourceService] => {
      changes.push(...changesOf(name, written))
      return [
        name,
        {
          id: name,
          name,
          namespace: written.namespace ?? null,
          steps: stepsOf(name, written, (to) => Object.hasOwn(model, to), changes),
          responseBytes: sizeOf(written),
          workUs: null,
        },
      ]
    }),
  )
  for (const [name, { responseBytes }] of services)
    if (responseBytes !== null) changes.push({ kind: 'mean size', of: [name], figure: responseBytes })
  return {
    kind: 'mubench',
    counts: { services: services.size },
    services,
    databases: new Map(),
    entries: [],
    entriesAreKnown: false,
    changes,
    unknown: ['request sizes', 'work'],
  }
}

/**
 * µBench calls the services of a group one after the other, and its groups at once. A step of a scenario holds single calls at once, so
 * the first calls of all groups make a step, then the second ones: as many calls, and a longest path as long.
 */
function stepsOf(
  from: string,
  { external_services: groups }: Written,
  isService: (name: string) => boolean,
  changes: Change[],
): SourceStep[] {
  const chains = groups
    .map(({ seq_len: length, services, probabilities }) => {
      const known = services.filter((to) => isService(to))
      for (const to of services.filter((name) => !isService(name)))
        changes.push({ kind: 'outside', of: [from, to] })
      if (length < known.length) changes.push({ kind: 'random choice', of: [from], figure: length })
      return known.slice(0, length).map((to) => ({
        to,
        perRequest: probabilities && Object.hasOwn(probabilities, to) ? probabilities[to]! : 1,
        requestBytes: null,
      }))
    })
    .filter((chain) => chain.length > 0)
  const longest = chains.reduce((most, { length }) => Math.max(most, length), 0)
  if (chains.length > 1 && longest > 1) changes.push({ kind: 'chains interleaved', of: [from] })
  return Array.from({ length: longest }, (_, place) => {
    const calls = chains.flatMap((chain) => chain[place] ?? [])
    return { atOnce: calls.length > 1, calls }
  })
}

/** Parameters of µBench's functions; older versions call the size a bandwidth. */
const sizeSchema = z.object({
  mean_response_size: z.number().optional(),
  mean_bandwidth: z.number().optional(),
})

function sizeOf({ internal_service: functions }: Written): number | null {
  for (const parameters of Object.values(functions)) {
    const parsed = sizeSchema.safeParse(parameters)
    const size = parsed.data?.mean_response_size ?? parsed.data?.mean_bandwidth
    if (size !== undefined && size >= 0) return Math.round(size * BYTES_PER_KBYTE)
  }
  return null
}

function changesOf(
  name: string,
  { internal_service: functions, request_method, replicas, sidecar }: Written,
): Change[] {
  const of = [name]
  return [
    ...Object.keys(functions).map((called) => ({ kind: 'work without time' as const, of, name: called })),
    ...(request_method?.toLowerCase() === 'grpc' ? [{ kind: 'grpc' as const, of }] : []),
    ...(replicas !== undefined && replicas !== 1
      ? [{ kind: 'replicas' as const, of, figure: replicas }]
      : []),
    ...(sidecar === undefined ? [] : [{ kind: 'container beside' as const, of, name: sidecar }]),
  ]
}
