/** The machine and the code that measured. */
import { z } from 'zod'

export const hostSchema = z.strictObject({
  os: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  cpuModel: z.string(),
  cpuSignature: z
    .string()
    .optional()
    .describe(
      'family, model and stepping, since hypervisors give one name to many processors; absent in older records',
    ),
  cores: z.int(),
  memoryBytes: z.number(),
  virtualization: z.string(),
  cpuGovernor: z.string(),
  cgroup: z.string(),
  cpuAccounting: z.string().describe('whether interrupt time is taken out of task time'),
  clocksource: z.string(),
  settings: z
    .record(z.string(), z.string())
    .describe('kernel settings that matter: bridge-nf-call-iptables, conntrack max, TCP buffers …'),
  versions: z
    .record(z.string(), z.string())
    .describe('node, envoy, clang, libbpf, iptables, dnsmasq, hopbench …'),
})
export type HostFingerprint = z.infer<typeof hostSchema>

/** The version of hopbench. */
export const codeSchema = z.strictObject({
  version: z.string().describe('of package.json'),
  commit: z.string().nullable().describe('of the checkout; null in a copy that is not a checkout'),
  modified: z
    .boolean()
    .nullable()
    .describe('whether the checkout differed from that commit; null without a commit'),
  changesHash: z
    .string()
    .optional()
    .describe('of the differences; absent where there are none, and in older records'),
})
export type CodeFingerprint = z.infer<typeof codeSchema>
