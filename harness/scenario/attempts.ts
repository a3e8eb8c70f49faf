/** The schema of what a scenario lets happen that is not normal: pods that belong to no page, and what they and others try. */
import { z } from 'zod'
import { durationMs, name } from './fields.ts'

/** A pod beside the topology. It serves nothing and is idle until the attempts are made. */
export const strangerSchema = z.strictObject({
  name,
  namespace: name.default('default').describe('Kubernetes namespace of the pod.'),
  inMesh: z
    .boolean()
    .default(false)
    .describe('Whether it is a member of the mesh, with a proxy where the datapath has proxies.'),
})

/** Longest attempt, a minute: every arm of a run makes every attempt. */
const LONGEST_MS = 60_000

export const attemptSchema = z.strictObject({
  name: name.describe('Distinguishes the attempt in the report.'),
  kind: z
    .enum(['scan', 'call', 'connect', 'straight', 'no-such-name'])
    .describe(
      "scan: a TCP connection to the pod of every service but its own. call: HTTP to a service's name. connect: TCP to a service's name, greeting as a client of PostgreSQL does. straight: HTTP to the address of a service's pod. no-such-name: HTTP to a name that does not exist.",
    ),
  from: name.describe(
    'Who tries: a service, whose pod is then taken as compromised, a stranger, or "client".',
  ),
  to: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'must be the name of a service, or a host name')
    .optional()
    .describe('Name of the service that is tried; for no-such-name the host name. A scan has none.'),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("By default the port of the service, or of its pod where the pod's address is tried."),
  method: z
    .string()
    .regex(/^[A-Z]{1,16}$/, 'must be a method of HTTP in capitals')
    .optional()
    .describe('By default GET.'),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]{0,255}$/, 'must begin with / and have no blanks')
    .optional()
    .describe('By default "/".'),
  times: z.int().min(1).max(100).default(1).describe('How often, for each service that is tried.'),
  every: durationMs(0, LONGEST_MS).default(100).describe('From the beginning of one try to the next.'),
})

export type Stranger = z.infer<typeof strangerSchema>
export type Attempt = z.infer<typeof attemptSchema>

/** What a provider is told of them; both lists are empty in most scenarios. */
export interface Attempts {
  strangers: readonly Stranger[]
  attempts: readonly Attempt[]
}

export const attemptsOf = (scenario: {
  strangers?: Stranger[] | undefined
  attempts?: Attempt[] | undefined
}): Attempts => ({
  strangers: scenario.strangers ?? [],
  attempts: scenario.attempts ?? [],
})
