/** CPU of one window. */
import { z } from 'zod'
import { notMeasuredSchema, readingSchema } from './reading.ts'

export const roleSchema = z.enum(['client', 'app', 'proxy', 'agent', 'control-plane'])
export type Role = z.infer<typeof roleSchema>

/** Differences over one window, in microseconds of CPU unless the name says otherwise. These are raw parts, and nothing is clamped; `stats` computes the sums. */
export const cpuWindowSchema = z.strictObject({
  wallUs: z.number().positive(),
  cores: z.int().positive(),
  idleUs: z.number().describe('idle + iowait of /proc/stat, all cores'),
  stealUs: readingSchema,
  allTasksUs: readingSchema.describe('root cpuacct.usage: time of every task on the host'),
  clientUs: z.number(),
  appUs: z.number(),
  proxyUs: z.number(),
  agentUs: z.number().describe('DNS server, flow reader, kube-proxy, CNI agent: one per node'),
  controlPlaneUs: z
    .number()
    .describe("the mesh's and the cluster's own servers; 0 in network namespaces, which have none"),
  harnessUs: z.number().describe('this harness itself; 0 where it runs on another machine'),
  otherArmsUs: z.number().describe('arms that should be frozen'),
  units: z
    .array(z.strictObject({ pod: z.string(), role: roleSchema, us: z.number() }))
    .describe('CPU of each group of processes that is read separately'),
  contextSwitches: readingSchema,
  softirqs: z.record(z.string(), z.number()),
  throttledPeriods: readingSchema,
  pressureSomeUs: readingSchema.describe('time in which some task waited for a CPU (PSI)'),
})
export type CpuWindow = z.infer<typeof cpuWindowSchema>

export const cpuReadingSchema = z.union([cpuWindowSchema, notMeasuredSchema])
export type CpuReading = z.infer<typeof cpuReadingSchema>
