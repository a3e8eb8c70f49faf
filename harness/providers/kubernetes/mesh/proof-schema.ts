/** What shows in a cluster that a datapath does what it claims: counters, states, what a stranger gets, flow records. */
import { z } from 'zod'
import { file, name, pattern } from './schema-parts.ts'

/** Where a text is read from: the counter or state that a proof looks at. */
export const readSchema = z.union([
  z.strictObject({
    admin: z
      .strictObject({
        component: name.optional().describe('Asks every pod of this component; else the pod at hand.'),
        port: z.int(),
        path: z.string(),
      })
      .describe('HTTP GET on the loopback of a pod, by port-forward.'),
  }),
  z.strictObject({
    exec: z.strictObject({
      component: name.optional().describe('Runs in every pod of this component; else in the pod at hand.'),
      container: z.string(),
      command: z.array(z.string()).min(1),
    }),
  }),
  z.strictObject({
    node: z.array(z.string()).min(1).describe('A command on every node; on kind only.'),
  }),
])

const comparison = z.enum(['exactly', 'at least', 'at most'])

/** What the proof traffic itself counted, or a number. */
const expectedSchema = z.union([
  z.int(),
  z.enum(['requests in', 'requests out', 'calls of the edge', 'connections in', 'pages']),
])

export const proofSchema = z.discriminatedUnion('proof', [
  z.strictObject({
    proof: z.literal('counter').describe('A counter moves by what the proof traffic was.'),
    claim: z.string(),
    each: z
      .enum(['service', 'caller', 'edge', 'arm'])
      .describe('Once for every service, calling pod, call of one by another, or once.'),
    read: readSchema,
    sum: pattern.describe('All matches of the first group, as numbers, are added up.'),
    comparison,
    expected: expectedSchema,
    source: z.string(),
  }),
  z.strictObject({
    proof: z.literal('state').describe('Something is, or is not, to be seen, right after the proof traffic.'),
    claim: z.string(),
    each: z.enum(['service', 'caller', 'edge', 'arm']),
    read: readSchema,
    matches: pattern.describe('How often this is found …'),
    comparison: comparison.describe('… is compared with'),
    times: z.int().min(0),
    source: z.string(),
  }),
  z.strictObject({
    proof: z.literal('container').describe('Every workload pod has this container, ready.'),
    claim: z.string(),
    container: z.string(),
  }),
  z.strictObject({
    proof: z.literal('absent').describe('This object does not exist in the cluster.'),
    claim: z.string(),
    apiVersion: z.string(),
    kind: z.string(),
    namespace: name,
    name: z.string(),
  }),
  z.strictObject({
    proof: z.literal('stranger').describe('A pod outside the mesh calls every service.'),
    claim: z.string(),
    outcome: pattern.describe('What it must get: "^ECONNRESET$", "^200$".'),
  }),
  z.strictObject({
    proof: z
      .literal('wire')
      .describe("A marker sent by the client is looked for on the wire, at the callee's pod; on kind only."),
    claim: z.string(),
    readable: z.boolean(),
  }),
])

/** Flow records of the product for the proof traffic, one JSON line each. */
export const flowsSchema = z.strictObject({
  source: z.string().describe('"Hubble Relay", "Istio access log".'),
  from: z.union([
    z.strictObject({
      log: z
        .strictObject({ container: z.string() })
        .describe('JSON lines of this container of every workload pod.'),
    }),
    z.strictObject({
      exec: z.strictObject({
        component: name,
        container: z.string(),
        command: z
          .array(z.string())
          .describe(
            'May hold {since} (RFC 3339) and {namespace}; run once for each namespace in the first pod.',
          ),
      }),
    }),
  ]),
  enable: file
    .optional()
    .describe(
      'Manifest applied to every namespace while flows are collected, removed again before anything is measured.',
    ),
})

export type MeshProof = z.infer<typeof proofSchema>
export type Read = z.infer<typeof readSchema>
export type MeshFlows = z.infer<typeof flowsSchema>
