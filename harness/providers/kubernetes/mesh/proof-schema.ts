/** The proofs of a mesh.yaml, which show that a datapath does what it claims: counters, states, answers to an uninjected pod, flow records. */
import { z } from 'zod'
import { file, name, pattern } from './schema-parts.ts'

/** Where a proof reads the text that contains its counter or state. */
export const readSchema = z.union([
  z.strictObject({
    admin: z
      .strictObject({
        component: name
          .optional()
          .describe('Reads every pod of this component. By default the pod that the proof is about.'),
        port: z.int(),
        path: z.string(),
      })
      .describe('HTTP GET on the loopback of a pod, by port-forward.'),
  }),
  z.strictObject({
    exec: z.strictObject({
      component: name
        .optional()
        .describe('Runs in every pod of this component. By default in the pod that the proof is about.'),
      container: z.string(),
      command: z.array(z.string()).min(1),
    }),
  }),
  z.strictObject({
    node: z.array(z.string()).min(1).describe('A command to run on every node. On kind only.'),
  }),
])

const comparison = z.enum(['exactly', 'at least', 'at most'])

/** A count of the proof traffic, or a number. */
const expectedSchema = z.union([
  z.int(),
  z
    .enum([
      'requests in',
      'requests by name',
      'requests out',
      'calls of the edge',
      'connections in',
      'connections past names',
      'pages',
    ])
    .describe(
      'Calls straight to the address of a pod (`to: pod-address`) are among the requests and connections in, and no others. Connections past names: 0 for a pod that makes no such calls, else at least 1.',
    ),
])

export const proofSchema = z.discriminatedUnion('proof', [
  z.strictObject({
    proof: z.literal('counter').describe('A counter grows by the amount of proof traffic.'),
    claim: z.string(),
    each: z
      .enum(['service', 'caller', 'edge', 'arm'])
      .describe(
        'Targets of the proof: every service, every pod that calls, every edge (calls of one service by another), or the arm as a whole.',
      ),
    read: readSchema,
    sum: pattern.describe('All matches of the first group are summed as numbers.'),
    comparison,
    expected: expectedSchema,
    source: z.string(),
  }),
  z.strictObject({
    proof: z
      .literal('state')
      .describe('A text matches a pattern, or does not, right after the proof traffic.'),
    claim: z.string(),
    each: z.enum(['service', 'caller', 'edge', 'arm']),
    read: readSchema,
    matches: pattern.describe('How often this pattern matches …'),
    comparison: comparison.describe('… is compared with'),
    times: z.int().min(0),
    source: z.string(),
  }),
  z.strictObject({
    proof: z.literal('container').describe('Every workload pod has this container, and it runs.'),
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
    proof: z.literal('stranger').describe('An uninjected pod (one outside the mesh) calls every service.'),
    claim: z.string(),
    outcome: pattern.describe('What the pod must get: "^ECONNRESET$", "^200$".'),
  }),
  z.strictObject({
    proof: z
      .literal('wire')
      .describe(
        "The client sends a marker, and hopbench looks for it in packets at the callee's pod. On kind only.",
      ),
    claim: z.string(),
    readable: z.boolean(),
  }),
])

/** The product's flow records of the proof traffic, one JSON object per line. */
export const flowsSchema = z.strictObject({
  source: z.string().describe('"Hubble Relay", "Istio access log".'),
  from: z.union([
    z.strictObject({
      log: z
        .strictObject({
          component: name
            .optional()
            .describe(
              'Reads the pods of this component, a proxy between the pods. By default every workload pod.',
            ),
          container: z.string(),
        })
        .describe('JSON lines of this container.'),
    }),
    z.strictObject({
      exec: z.strictObject({
        component: name,
        container: z.string(),
        command: z
          .array(z.string())
          .describe(
            'May contain {since} (RFC 3339) and {namespace}. Runs in the first pod of the component, once for each namespace.',
          ),
      }),
    }),
    z.strictObject({
      node: z
        .literal('connection tracking')
        .describe('Events of the kernel’s connection tracking on the nodes of the arm. On kind only.'),
    }),
  ]),
  enable: file
    .optional()
    .describe(
      'Manifest that is applied to every namespace while flows are collected. Afterwards its objects are removed, those of `after` are put back.',
    ),
  lateMs: z
    .int()
    .default(1500)
    .describe('How late the last records may be written: sources write in batches.'),
})

export type MeshProof = z.infer<typeof proofSchema>
export type Read = z.infer<typeof readSchema>
export type MeshFlows = z.infer<typeof flowsSchema>
