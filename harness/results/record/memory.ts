/** Memory of an arm. */
import { z } from 'zod'
import { notMeasuredSchema, readingSchema } from './reading.ts'

/**
 * How the memory of programs was counted. `smaps`: anonymous pages of every process, plus each mapped file once for an arm.
 * `cadvisor`: container_memory_rss + container_memory_mapped_file of each container; a page of a file counts in the
 * container that read it first, which may be none of these.
 */
export const memoryMethodSchema = z.enum(['smaps', 'cadvisor'])
export type MemoryMethod = z.infer<typeof memoryMethodSchema>

export const memorySchema = z.strictObject({
  method: memoryMethodSchema,
  clientBytes: z.number(),
  appBytes: z.number(),
  proxyBytes: z.number(),
  proxyFileBytes: z
    .number()
    .optional()
    .describe(
      'part of proxyBytes: mapped files, which the proxies of a node share; absent where it was not read apart',
    ),
  agentBytes: z.number(),
  controlPlaneBytes: z.number(),
  kernelBytes: readingSchema.describe('tables and maps of the datapath: iptables rules, BPF maps'),
  kernelSource: z.string(),
})
export type Memory = z.infer<typeof memorySchema>

export const memoryReadingSchema = z.union([memorySchema, notMeasuredSchema])
export type MemoryReading = z.infer<typeof memoryReadingSchema>
