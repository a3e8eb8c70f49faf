/**
 * The shape of `clusters/meshes/<name>/mesh.yaml`: a product at one version, how it is installed, and the datapaths it
 * offers with their claims. One source for the runtime check, the types and the editors' JSON Schema.
 * Texts in {braces} are filled in: see `fill.ts` for the words there are.
 */
import { z } from 'zod'
import { capabilitySchema } from '../../../results/record.ts'

/** A Kubernetes name (RFC 1123 label), short enough for a cluster's and a node's name. */
const name = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes')
/** A file beside mesh.yaml. */
const file = z
  .string()
  .regex(/^[\w.-]+(\/[\w.-]+)*\.ya?ml$/, 'must be a YAML file below the folder of mesh.yaml')
const pattern = z.string().refine(isRegExp, 'must be a regular expression')
const labels = z.record(z.string(), z.string())
/** An image that names one version, so that two runs can be told to have run the same. */
const image = z
  .string()
  .regex(
    /^[\w.-]+(:\d+)?(\/[\w.-]+)+:(?!latest$)[\w][\w.-]*$/,
    'must be an image with registry and tag, and not latest',
  )

/** Certificates that a chart wants to be given: made for the run, with a key that leaves no trace. */
const authoritySchema = z.strictObject({
  anchorName: z.string().describe('Common name of the authority that everybody trusts.'),
  issuerName: z
    .string()
    .describe('Common name of the authority below it that issues certificates in the cluster.'),
  set: z
    .record(z.string(), z.enum(['anchor certificate', 'issuer certificate', 'issuer key']))
    .describe('Values of the chart that take one of them, in PEM.'),
})

/** A Helm chart: `repository` is https:// or oci://. */
export const releaseSchema = z.strictObject({
  name: name.describe('Name of the Helm release.'),
  chart: z.string(),
  repository: z.url({ protocol: /^(https|oci)$/ }),
  version: z.string().describe('Pinned.'),
  namespace: name,
  values: z.array(file).default([]).describe('Values files, later ones win.'),
  set: z.record(z.string(), z.string()).default({}).describe('Single values; may hold {controlPlaneHost}.'),
  authority: authoritySchema.optional(),
})

/** Pods of the product whose CPU and memory belong to its arms. */
export const componentSchema = z.strictObject({
  name: name.describe('What the account calls it.'),
  role: z.enum(['proxy', 'agent', 'control-plane']),
  namespace: name,
  selector: z.string().describe('Label selector of its pods: "app=istiod".'),
  optional: z
    .boolean()
    .default(false)
    .describe('Some values leave it out: what there is of it must be ready.'),
})

/** Where a text is read from: the counter or state that a proof looks at. */
const readSchema = z.union([
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

/** How calls reach a service. */
const addressingSchema = z.union([
  z.literal('service').describe('By its ClusterIP.'),
  z.literal('headless').describe('By the address of its pod.'),
  z
    .strictObject({
      gateway: z.strictObject({ namespace: name, service: z.string() }),
    })
    .describe('Every call goes to this service, which routes by host name.'),
])

export const datapathSchema = z.strictObject({
  name,
  title: z.string(),
  modelledBy: name
    .optional()
    .describe(
      'The netns datapath that emulates it: scenarios that name that one mean this one on Kubernetes.',
    ),
  ownsNetwork: z
    .boolean()
    .default(false)
    .describe('It carries every pod of the cluster, so that no chain in the cluster goes around it.'),
  capability: capabilitySchema,
  models: z.string().describe('What it is, in a few words: "Istio 1.30 sidecar, mutual TLS STRICT".'),
  same: z.array(z.string()).default([]),
  missing: z.array(z.string()).default([]).describe('What differs from a usual installation of it.'),
  notYetRun: z
    .boolean()
    .default(false)
    .describe('Nobody of hopbench has seen it run: written from documentation.'),
  values: z
    .record(name, z.array(file))
    .default({})
    .describe('Further values files by release: it then has a cluster of its own.'),
  withoutFlows: z
    .record(name, z.array(file))
    .optional()
    .describe('Values files by release for an arm with flowEvents: false.'),
  addressing: addressingSchema.default('service'),
  workload: z
    .strictObject({
      namespaceLabels: labels.default({}),
      namespaceAnnotations: labels.default({}),
      podLabels: labels.default({}),
      podAnnotations: labels.default({}),
    })
    .prefault({}),
  manifests: z.array(file).default([]).describe('Applied to every namespace of the arm: {namespace}.'),
  serviceManifests: z.array(file).default([]).describe('Applied for every service: {service}, {namespace}.'),
  policyManifests: z
    .array(file)
    .default([])
    .describe(
      'Applied for every service when the scenario has a policy: {service}, {namespace}, and {allowed} in place of a list.',
    ),
  allowedAs: z
    .unknown()
    .optional()
    .describe('What {allowed} lists for each service that may call: {caller}, {callerNamespace}.'),
  proofs: z.array(proofSchema).default([]),
  retries: z
    .strictObject({
      read: readSchema,
      sum: pattern,
    })
    .optional()
    .describe('Requests that proxies sent again, summed over all calling pods.'),
  flows: flowsSchema.optional(),
})

export const meshSchema = z.strictObject({
  name,
  title: z.string(),
  version: z.string(),
  documentation: z.array(z.url()).min(1).describe('What this file was written from.'),
  cluster: z
    .string()
    .regex(/^[a-z0-9-]+\.yaml$/)
    .describe('Which of clusters/*.yaml it runs on.'),
  images: z
    .array(image)
    .default([])
    .describe(
      'Pinned images of the product that its pods run: a cluster that runs others is not as shipped.',
    ),
  releases: z.array(releaseSchema).default([]),
  manifests: z
    .array(file)
    .default([])
    .describe('Applied once before the charts: custom resource definitions a chart does not bring.'),
  after: z.array(file).default([]).describe('Applied once after the charts.'),
  prepareNode: z
    .array(z.array(z.string()).min(1))
    .default([])
    .describe('Commands on every node of a kind cluster before anything is installed.'),
  components: z.array(componentSchema).default([]),
  sideEffects: z
    .array(z.string())
    .default([])
    .describe('What it changes on the whole machine: told before it is installed.'),
  datapaths: z.array(datapathSchema).min(1),
})

export type Mesh = z.infer<typeof meshSchema>
export type MeshDatapath = z.infer<typeof datapathSchema>
export type Authority = z.infer<typeof authoritySchema>
export type Release = z.infer<typeof releaseSchema>
export type Component = z.infer<typeof componentSchema>
export type MeshProof = z.infer<typeof proofSchema>
export type Read = z.infer<typeof readSchema>
export type MeshFlows = z.infer<typeof flowsSchema>
export type Addressing = z.infer<typeof addressingSchema>

function isRegExp(text: string): boolean {
  try {
    new RegExp(text, 'gm')
    return true
  } catch {
    return false
  }
}
