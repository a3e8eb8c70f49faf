/**
 * What must be known of a run to compare it with another, without its records: who measured what, where and how. It is part of
 * `summary.json`. Nothing in it is trusted: such files come from other machines.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { hueSchema } from './record/descriptor.ts'
import type { RunRecord } from './record/run.ts'
import { seeingSchema } from './record/seen.ts'

/** Longer than any name or version that hopbench writes; a page or a terminal can show it. */
const LONGEST_TEXT = 300
const text = z.string().max(LONGEST_TEXT)
/** More entries than any run has. */
const MOST_ENTRIES = 1000
const listOf = <Of extends z.ZodType>(entry: Of) => z.array(entry).max(MOST_ENTRIES)

// Other than the schemas of records, these let fields pass that a later hopbench adds.
export const runFactsSchema = z.object({
  id: text,
  schemaVersion: z.int(),
  methodVersion: z.int().nullable().describe('null in records from before methods had a version'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  quick: z.boolean(),
  provider: text,
  code: z.object({ version: text, commit: text.nullable(), modified: z.boolean().nullable() }),
  host: z.object({
    kernel: text,
    architecture: text,
    cpuModel: text,
    cpuSignature: text.optional(),
    cores: z.int(),
    memoryBytes: z.number(),
    virtualization: text,
    cpuGovernor: text,
    cpuAccounting: text,
    clocksource: text,
    settings: z.record(text, text),
    versions: z.record(text, text),
  }),
  scenario: z.object({
    name: text,
    fingerprint: text.describe('of its services, calls and queries; the description does not count'),
    hopsPerPage: z.number(),
    callsPerPage: z.number(),
  }),
  loads: listOf(
    z.object({
      name: text,
      pagesPerSecond: z.number().nullable(),
      connection: text,
      warmUpMs: z.number(),
      measureMs: z.number(),
    }),
  ),
  arms: listOf(
    z.object({
      name: text,
      title: text,
      role: z.enum(['baseline', 'twin', 'treatment', 'planted']),
      datapath: text,
      against: text,
      fillerServices: z.number(),
      policyRules: z.number().optional(),
      seeing: seeingSchema.optional(),
      gatewayReplicas: z.number().optional(),
    }),
  ),
  datapaths: listOf(z.object({ name: text, label: text, hue: hueSchema })),
  rounds: z.int(),
  roundsPerBringUp: z.int(),
})
export type RunFacts = z.infer<typeof runFactsSchema>

/** The facts of a run, from its record. */
export function factsOf(run: RunRecord): RunFacts {
  const { id, schemaVersion, startedAt, finishedAt, status, quick, provider, code } = run
  const { kernel, architecture, cpuModel, cores, memoryBytes, virtualization } = run.host
  const { cpuGovernor, cpuAccounting, clocksource, settings, versions, cpuSignature } = run.host
  const { name, hopsPerPage, callsPerPage } = run.scenario
  return {
    ...{ id, schemaVersion, methodVersion: run.methodVersion ?? null, startedAt, finishedAt, status, quick },
    ...{ provider, code, rounds: run.rounds, roundsPerBringUp: run.roundsPerBringUp },
    host: {
      ...{ kernel, architecture, cpuModel, cores, memoryBytes, virtualization },
      ...{ cpuGovernor, cpuAccounting, clocksource, settings, versions },
      ...(cpuSignature !== undefined && { cpuSignature }),
    },
    scenario: { name, fingerprint: scenarioFingerprint(run.scenario), hopsPerPage, callsPerPage },
    loads: run.loads.map((load) => ({
      name: load.name,
      pagesPerSecond: load.pagesPerSecond,
      connection: load.connection,
      warmUpMs: load.warmUpMs,
      measureMs: load.measureMs,
    })),
    arms: run.arms.map(armFacts),
    datapaths: run.datapaths.map((datapath) => ({
      name: datapath.name,
      label: datapath.label,
      hue: datapath.hue,
    })),
  }
}

const armFacts = (arm: RunRecord['arms'][number]): RunFacts['arms'][number] => ({
  name: arm.name,
  title: arm.title,
  role: arm.role,
  datapath: arm.datapath,
  against: arm.against,
  fillerServices: arm.fillerServices,
  ...(arm.policyRules !== undefined && { policyRules: arm.policyRules }),
  ...(arm.seeing !== undefined && { seeing: arm.seeing }),
  ...(arm.gatewayReplicas !== undefined && { gatewayReplicas: arm.gatewayReplicas }),
})

/** The name of the arm that all others are compared with in the end; null where a damaged file names none. */
export const baselineNameOf = ({ arms }: RunFacts): string | null =>
  arms.find(({ role }) => role === 'baseline')?.name ?? null

/** Sixteen hexadecimal digits: enough to tell the scenarios of one team apart. */
const DIGITS = 16

/** The same for two scenarios that ask for the same calls of the same services, whatever the scenarios are called. */
function scenarioFingerprint(scenario: RunRecord['scenario']): string {
  const { services, page, edges, queries, toPodAddresses, clientPlacement } = scenario
  const asked = { services, page, edges, queries, toPodAddresses, clientPlacement }
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, DIGITS)
}
