/**
 * The fields of a document of Service Mesh Performance that hopbench reads: a PerformanceTestResult, with the field names of the
 * specification or those of protobuf's JSON, and the first form of the specification, where latencies stand below `client`.
 */
import { z } from 'zod'
import { outOfOrder } from './percentiles.ts'

const date = z.string().max(100, 'must be a date')
const ms = z.number().nonnegative()
const latencies = z.object({
  min: ms.optional(),
  average: ms.optional(),
  p50: ms.optional(),
  p90: ms.optional(),
  p99: ms.optional(),
  max: ms.optional(),
})
export type SmpLatencies = z.infer<typeof latencies>

export const smpSchema = z.object({
  smp_version: z.string().optional(),
  smpVersion: z.string().optional(),
  id: z.string().optional(),
  exp_uuid: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  start_time: date.optional(),
  startTime: date.optional(),
  end_time: date.optional(),
  endTime: date.optional(),
  latencies_ms: latencies.optional(),
  latenciesMs: latencies.optional(),
  actual_QPS: z.number().nonnegative().optional(),
  actualQPS: z.number().nonnegative().optional(),
  mesh_build: z.string().optional(),
  client: z
    .object({
      rps: z.number().nonnegative().optional(),
      connections: z.int().nonnegative().optional(),
      latencies_ms: latencies.optional(),
    })
    .optional(),
  metrics: z.record(z.string(), z.unknown()).optional(),
})
export type SmpDocument = z.infer<typeof smpSchema>

export const latenciesOf = ({ latencies_ms, latenciesMs, client }: SmpDocument): SmpLatencies | undefined =>
  latencies_ms ?? latenciesMs ?? client?.latencies_ms

export const SMP_SHAPE = {
  what: 'a document of Service Mesh Performance',
  schema: smpSchema,
  check: (document: SmpDocument): { path: PropertyKey[]; message: string }[] => {
    const times = latenciesOf(document)
    if (times === undefined)
      return [
        {
          path: [],
          message: 'must have latencies_ms: this document says what to test, and not what was measured',
        },
      ]
    return outOfOrder([
      { name: 'min', value: times.min },
      { name: 'p50', value: times.p50 },
      { name: 'p90', value: times.p90 },
      { name: 'p99', value: times.p99 },
      { name: 'max', value: times.max },
    ]).map((message) => ({
      path:
        document.latencies_ms !== undefined
          ? ['latencies_ms']
          : document.latenciesMs !== undefined
            ? ['latenciesMs']
            : ['client', 'latencies_ms'],
      message: `must grow from min to max, but ${message}`,
    }))
  },
}
