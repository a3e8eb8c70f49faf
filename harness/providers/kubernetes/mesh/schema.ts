/**
 * The schema of `clusters/meshes/<name>/mesh.yaml`: a product at one version, its installation, and its datapaths with their
 * claims. The runtime check, the types and the JSON Schema for editors all come from here.
 * `fill.ts` lists the placeholders ({braces}) that texts may contain.
 */
import { z } from 'zod'
import { capabilitySchema, familySchema, hueSchema } from '../../../results/record/descriptor.ts'
import { flowsSchema, proofSchema, readSchema } from './proof-schema.ts'
import { file, name, pattern } from './schema-parts.ts'
import { sightsSchema } from './sight-schema.ts'

const labels = z.record(z.string(), z.string())
/** An image with a tag, so that two runs are known to have used the same version. */
const image = z
  .string()
  .regex(
    /^[\w.-]+(:\d+)?(\/[\w.-]+)+:(?!latest$)[\w][\w.-]*$/,
    'must be an image with registry and tag, and not latest',
  )

/** Certificates that a chart requires. They are made for the run, and the key of the trust anchor is deleted. */
const authoritySchema = z.strictObject({
  anchorName: z.string().describe('Common name of the trust anchor.'),
  issuerName: z
    .string()
    .describe('Common name of the authority below the anchor, which issues certificates in the cluster.'),
  set: z
    .record(z.string(), z.enum(['anchor certificate', 'issuer certificate', 'issuer key']))
    .describe('Values of the chart, each with the certificate or key it gets, in PEM.'),
})

/** A Helm chart: `repository` is https:// or oci://. */
export const releaseSchema = z.strictObject({
  name: name.describe('Name of the Helm release.'),
  chart: z.string(),
  repository: z.url({ protocol: /^(https|oci)$/ }),
  version: z.string().describe('Pinned version of the chart.'),
  namespace: name,
  values: z.array(file).default([]).describe('Values files; later ones override earlier ones.'),
  set: z
    .record(z.string(), z.string())
    .default({})
    .describe('Single values; may contain {controlPlaneHost}.'),
  authority: authoritySchema.optional(),
})

/** Pods of the product whose CPU and memory belong to its arms. */
export const componentSchema = z.strictObject({
  name: name.describe('Its name in the CPU account.'),
  role: z.enum(['proxy', 'agent', 'control-plane']),
  namespace: name,
  selector: z.string().describe('Label selector of its pods: "app=istiod".'),
  optional: z
    .boolean()
    .default(false)
    .describe('Whether some values leave this component out. Its pods must be ready where there are any.'),
})

/** How calls reach a service. */
const addressingSchema = z.union([
  z.literal('service').describe('By its ClusterIP.'),
  z.literal('headless').describe('By the addresses of its pods.'),
  z
    .strictObject({
      gateway: z.strictObject({ namespace: name, service: z.string() }),
    })
    .describe('Every call goes to this service, which routes by host name.'),
])

export const datapathSchema = z.strictObject({
  name,
  title: z.string().describe('Full name, for tables of datapaths: "Istio sidecars with mutual TLS".'),
  label: z.string().describe('Short name, for charts and rows: "Istio sidecar, mTLS".'),
  noun: z.string().describe('Name within a sentence: "an Istio sidecar with mutual TLS".'),
  family: familySchema.describe('Datapaths of one family are compared with each other.'),
  hue: hueSchema
    .optional()
    .describe(
      'Colour in charts. By default the colour of the datapath that models this one, else a colour computed from the name.',
    ),
  product: z
    .string()
    .nullable()
    .describe('Name of the product; its version is that of the mesh. Null where there is no product.'),
  modelledBy: name
    .optional()
    .describe(
      'The netns datapath that emulates this one. Where a scenario names the emulation, this datapath runs on Kubernetes.',
    ),
  rivals: z
    .array(name)
    .optional()
    .describe(
      'Datapaths to compare this one with, by their names or by the names of their emulations. By default the rivals of the datapath that models this one.',
    ),
  quick: z
    .boolean()
    .optional()
    .describe(
      'Whether --quick measures this datapath. By default the same as for the datapath that models it.',
    ),
  ownsNetwork: z
    .boolean()
    .default(false)
    .describe('Whether it is the network of every pod in the cluster, so that no chain can avoid it.'),
  capability: capabilitySchema,
  models: z
    .string()
    .describe('The product and mode, in a few words: "Istio 1.30 sidecar, mutual TLS STRICT".'),
  same: z.array(z.string()).default([]),
  missing: z
    .array(z.string())
    .default([])
    .describe('How this differs from a usual installation of the product.'),
  notYetRun: z
    .boolean()
    .default(false)
    .describe('Whether this datapath has only been written from documentation, and not been run yet.'),
  values: z
    .record(name, z.array(file))
    .default({})
    .describe('Further values files by release. The datapath then has a cluster of its own.'),
  seeing: sightsSchema
    .default({})
    .describe('What an arm can be asked to make visible while it is measured (`seeing` in scenarios).'),
  addressing: addressingSchema.default('service'),
  workload: z
    .strictObject({
      namespaceLabels: labels.default({}),
      namespaceAnnotations: labels.default({}),
      podLabels: labels.default({}),
      podAnnotations: labels.default({}),
      outsideLabels: labels
        .default({})
        .describe('Labels of a pod that stays outside of the mesh in a namespace that is in it.'),
      outsideAnnotations: labels.default({}).describe('Annotations of such a pod.'),
      revisionLabel: z
        .string()
        .optional()
        .describe(
          'Namespace label that selects one of several control planes. It replaces namespaceLabels where no webhook answers to those.',
        ),
    })
    .prefault({}),
  manifests: z
    .array(file)
    .default([])
    .describe('Manifests to apply in every namespace of the arm. Placeholder: {namespace}.'),
  serviceManifests: z
    .array(file)
    .default([])
    .describe('Manifests to apply for every service. Placeholders: {service}, {namespace}.'),
  enforcesPolicies: z
    .enum(['identity', 'proxy'])
    .optional()
    .describe(
      'Where it enforces the policies that a scenario names: `identity` (NetworkPolicy and those of Cilium, by the identity of pods) or `proxy` (AuthorizationPolicy, in sidecars that require mutual TLS). Absent: nowhere.',
    ),
  enforcesNoPolicies: z
    .string()
    .optional()
    .describe(
      'Why it enforces none of them; completes "not enforced, because …". Only without `enforcesPolicies`.',
    ),
  policyManifests: z
    .array(file)
    .default([])
    .describe(
      'Manifests to apply for every service when the scenario has a policy. Placeholders: {service}, {namespace}, and {allowed}, which becomes a list.',
    ),
  databasePolicyManifests: z
    .array(file)
    .default([])
    .describe(
      'The same for every database. Absent: a scenario with a policy and a database is refused with this datapath.',
    ),
  allowedAs: z
    .unknown()
    .optional()
    .describe(
      'Entry of the list {allowed} for each service that may call. Placeholders: {caller}, {callerNamespace}.',
    ),
  proofs: z.array(proofSchema).default([]),
  retries: z
    .strictObject({
      read: readSchema,
      sum: pattern,
    })
    .optional()
    .describe(
      'Where to read how many requests proxies retried: summed over all calling pods, or over the pods of a component.',
    ),
  flows: flowsSchema.optional(),
})

/** Increased when a mesh.yaml that was valid no longer is, or means something else. */
export const MESH_VERSION = 1

export const meshSchema = z.strictObject({
  name,
  title: z.string(),
  version: z.string(),
  documentation: z.array(z.url()).min(1).describe('The documentation that this file was written from.'),
  cluster: z
    .string()
    .regex(/^[a-z0-9-]+\.yaml$/)
    .describe('The file of clusters/*.yaml that this mesh runs on.'),
  images: z
    .array(image)
    .default([])
    .describe(
      'Pinned images that the pods of the product run. A cluster that runs other images is not "as shipped".',
    ),
  releases: z.array(releaseSchema).default([]),
  manifests: z
    .array(file)
    .default([])
    .describe('Manifests to apply once before the charts: custom resource definitions that no chart brings.'),
  after: z.array(file).default([]).describe('Manifests to apply once after the charts.'),
  prepareNode: z
    .array(z.array(z.string()).min(1))
    .default([])
    .describe('Commands to run on every node of a kind cluster before anything is installed.'),
  components: z.array(componentSchema).default([]),
  sideEffects: z
    .array(z.string())
    .default([])
    .describe('What the mesh changes on the whole machine. Printed before the mesh is installed.'),
  datapaths: z.array(datapathSchema).min(1),
})

export type Mesh = z.infer<typeof meshSchema>
export type MeshDatapath = z.infer<typeof datapathSchema>
export type Authority = z.infer<typeof authoritySchema>
export type Release = z.infer<typeof releaseSchema>
export type Component = z.infer<typeof componentSchema>
export type Addressing = z.infer<typeof addressingSchema>
