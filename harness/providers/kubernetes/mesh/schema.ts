/**
 * The shape of `clusters/meshes/<name>/mesh.yaml`: a product at one version, how it is installed, and the datapaths it
 * offers with their claims. One source for the runtime check, the types and the editors' JSON Schema.
 * Texts in {braces} are filled in: see `fill.ts` for the words there are.
 */
import { z } from 'zod'
import { capabilitySchema, familySchema, hueSchema } from '../../../results/record/descriptor.ts'
import { flowsSchema, proofSchema, readSchema } from './proof-schema.ts'
import { file, name, pattern } from './schema-parts.ts'

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
  title: z.string().describe('Whole, for tables of datapaths: "Istio sidecars with mutual TLS".'),
  label: z.string().describe('For charts and rows: "Istio sidecar, mTLS".'),
  noun: z.string().describe('In a sentence: "an Istio sidecar with mutual TLS".'),
  family: familySchema.describe('Its kind: datapaths of one kind are compared with each other.'),
  hue: hueSchema
    .optional()
    .describe('Colour in charts. By default that of the datapath that models it, else one by its name.'),
  product: z
    .string()
    .nullable()
    .describe('Name of the product, whose version is that of the mesh; null where there is none.'),
  modelledBy: name
    .optional()
    .describe(
      'The netns datapath that emulates it: scenarios that name that one mean this one on Kubernetes.',
    ),
  rivals: z
    .array(name)
    .optional()
    .describe(
      'Datapaths that readers hold it against, by name or by what models them. By default those of the one that models it.',
    ),
  quick: z
    .boolean()
    .optional()
    .describe('Whether --quick measures it. By default as the datapath that models it.'),
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
      revisionLabel: z
        .string()
        .optional()
        .describe(
          'Label of a namespace that chooses one of several control planes: stands in place of namespaceLabels where no webhook answers to those.',
        ),
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
    .describe(
      'Requests that proxies sent again: summed over all calling pods, or once over the pods of a component.',
    ),
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
export type Addressing = z.infer<typeof addressingSchema>
