/**
 * The fields of a document of Service Mesh Performance that hopbench reads: a PerformanceTestResult, with the field names of the
 * specification or those of protobuf's JSON, and the first form of the specification, where latencies stand below `client`.
 */
import { z } from 'zod'
import type { Contradiction } from './check-json.ts'
import { outOfOrder } from './percentiles.ts'

const date = z.string().max(100, 'must be a date')
const ms = z.number().nonnegative()
const latencies = z.object({
  min: ms.nullish(),
  average: ms.nullish(),
  p50: ms.nullish(),
  p90: ms.nullish(),
  p99: ms.nullish(),
  max: ms.nullish(),
})
export type SmpLatencies = z.infer<typeof latencies>

export const smpSchema = z.object({
  smp_version: z.string().nullish(),
  smpVersion: z.string().nullish(),
  id: z.string().nullish(),
  exp_uuid: z.string().nullish(),
  labels: z.record(z.string(), z.string()).nullish(),
  start_time: date.nullish(),
  startTime: date.nullish(),
  end_time: date.nullish(),
  endTime: date.nullish(),
  latencies_ms: latencies.nullish(),
  latenciesMs: latencies.nullish(),
  actual_QPS: z.number().nonnegative().nullish(),
  actualQPS: z.number().nonnegative().nullish(),
  mesh_build: z.string().nullish(),
  client: z
    .object({
      rps: z.number().nonnegative().nullish(),
      connections: z.int().nonnegative().nullish(),
      latencies_ms: latencies.nullish(),
    })
    .nullish(),
  metrics: z.record(z.string(), z.unknown()).nullish(),
})
export type SmpDocument = z.infer<typeof smpSchema>

export const latenciesOf = ({
  latencies_ms,
  latenciesMs,
  client,
}: SmpDocument): SmpLatencies | null | undefined => latencies_ms ?? latenciesMs ?? client?.latencies_ms

export const SMP_SHAPE = {
  what: 'a document of Service Mesh Performance',
  schema: smpSchema,
  check: (document: SmpDocument): Contradiction[] => {
    const times = latenciesOf(document)
    if (!times)
      return [
        {
          path: [],
          message: 'must have latencies_ms: this document says what to test, and not what was measured',
        },
      ]
    const path = document.latencies_ms
      ? ['latencies_ms']
      : document.latenciesMs
        ? ['latenciesMs']
        : ['client', 'latencies_ms']
    const grown = outOfOrder([
      { name: 'min', value: times.min },
      { name: 'p50', value: times.p50 },
      { name: 'p90', value: times.p90 },
      { name: 'p99', value: times.p99 },
      { name: 'max', value: times.max },
    ]).map(({ message }) => ({ path, message: `must grow from min to max, but ${message}` }))
    const average = outOfOrder([
      { name: 'min', value: times.min },
      { name: 'average', value: times.average },
      { name: 'max', value: times.max },
    ]).map(({ message }) => ({ path, message: `must have average between min and max, but ${message}` }))
    return [...grown, ...average, ...endsBeforeStart(document)]
  },
}

/** Start and end as the document has them; null where the field is missing. */
export const startOf = ({ start_time, startTime }: SmpDocument): string | null =>
  start_time ?? startTime ?? null
export const endOf = ({ end_time, endTime }: SmpDocument): string | null => end_time ?? endTime ?? null

function endsBeforeStart(document: SmpDocument): Contradiction[] {
  const [start, end] = [startOf(document), endOf(document)]
  return start !== null && end !== null && Date.parse(end) < Date.parse(start)
    ? [
        {
          path: [document.end_time ? 'end_time' : 'endTime'],
          message: `must not be before the start, ${start}, but is ${end}`,
        },
      ]
    : []
}
