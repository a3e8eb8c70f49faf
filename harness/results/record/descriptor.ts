/** Descriptions of a datapath and of where a run takes place. They are stored in the run, so that an old report keeps its text and colours. */
import { z } from 'zod'

/** Capabilities that a team gets for the cost. */
export const capabilitySchema = z.strictObject({
  encrypts: z.boolean(),
  authenticatesPeer: z.boolean(),
  parsesL7: z.boolean(),
  enforcesL4Policy: z.boolean(),
  enforcesL7Policy: z.boolean(),
  emitsFlows: z.boolean(),
  emitsMetrics: z.boolean(),
})
export type Capability = z.infer<typeof capabilitySchema>

/** A datapath spreads this and names only what it has, so a capability that nobody stated is not credited. */
export const NO_CAPABILITIES: Capability = {
  encrypts: false,
  authenticatesPeer: false,
  parsesL7: false,
  enforcesL4Policy: false,
  enforcesL7Policy: false,
  emitsFlows: false,
  emitsMetrics: false,
}

/** How close an arm is to the product it is named after. */
export const fidelitySchema = z.strictObject({
  level: z.enum(['reference', 'emulated', 'as shipped', 'modified']),
  ours: z.boolean().describe('true where hopbench wrote the datapath itself'),
  models: z
    .string()
    .describe('what the arm stands for, in a few words: "Istio 1.30 sidecar, mutual TLS STRICT"'),
  product: z
    .strictObject({ name: z.string(), version: z.string().nullable() })
    .nullable()
    .describe('the product that the arm is or stands for; null where there is none'),
  same: z.array(z.string()).describe('what the arm has in common with the product'),
  missing: z.array(z.string()).describe('what the arm lacks compared with the product, or does differently'),
})
export type Fidelity = z.infer<typeof fidelitySchema>

/** Kinds of datapaths, which readers compare with each other. */
export const familySchema = z.enum([
  'plain',
  'kube-proxy',
  'eBPF',
  'sidecar',
  'node proxy',
  'gateway',
  'other',
])
export type Family = z.infer<typeof familySchema>

/** Names of the colours of a report. The report decides how they look on a light and on a dark page. */
export const hueSchema = z.enum([
  'grey',
  'ochre',
  'blue',
  'orange',
  'magenta',
  'green',
  'violet',
  'brick',
  'olive',
  'teal',
  'rose',
  'brown',
  'navy',
])
export type Hue = z.infer<typeof hueSchema>

/** The description of a datapath, known before the datapath has run. */
export const descriptorSchema = z.strictObject({
  name: z.string(),
  title: z.string().describe('full name, for tables of datapaths: "eBPF (ours, emulates Cilium)"'),
  label: z.string().describe('for charts and rows: "eBPF"'),
  noun: z.string().describe('name inside a sentence: "our eBPF datapath"'),
  family: familySchema,
  hue: hueSchema,
  modelledBy: z.string().nullable().describe('the netns datapath that emulates this one'),
  needs: z.array(z.string()).describe('what a machine must have to run it, by the names that `doctor` uses'),
  capability: capabilitySchema,
  fidelity: fidelitySchema,
})
export type Descriptor = z.infer<typeof descriptorSchema>

/** Where a run took place, as pieces of text for a report. */
export const placeSchema = z.strictObject({
  where: z.string().describe('"network namespaces on one host"'),
  atRest: z.string().describe('a sentence: what happens to an arm while other arms are measured'),
  others: z.string().describe('the arms that are not being measured: "frozen arms"'),
  cpuOf: z.string().describe('what the CPU account covers: "the whole host"'),
  beyond: z.array(z.string()).describe('what no run of this kind can show'),
})
export type PlaceDescriptor = z.infer<typeof placeSchema>
