/** The metadata of a Kubernetes object. Everything the API server writes into metadata is accepted, so that stored objects can be read. */
import { z } from 'zod'
import { labelKey, labelValue } from './label-selector.ts'
import { refused } from './read-object.ts'

/** RFC 1123: names of objects, and names of namespaces, which have no dots. */
const objectName = z
  .string('must be the name of the policy')
  .max(253, 'must have at most 253 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'must be lower-case letters, digits, dashes and dots, and each part between dots must begin and end with a letter or digit',
  )
const namespaceName = z
  .string()
  .max(63, 'must have at most 63 characters')
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and dashes')

const labels = z.record(labelKey, labelValue)
const annotations = z.record(labelKey, z.string())

const metadataFields = {
  name: objectName,
  generateName: refused('give the policy a name, so that verdicts can name the policy'),
  labels: labels.optional(),
  annotations: annotations.optional(),
  creationTimestamp: z.unknown().optional(),
  deletionGracePeriodSeconds: z.unknown().optional(),
  deletionTimestamp: z.unknown().optional(),
  finalizers: z.unknown().optional(),
  generation: z.unknown().optional(),
  managedFields: z.unknown().optional(),
  ownerReferences: z.unknown().optional(),
  resourceVersion: z.unknown().optional(),
  selfLink: z.unknown().optional(),
  uid: z.unknown().optional(),
}

/** Without a namespace an object lies in "default", as with kubectl. */
export const namespacedMetadata = z.strictObject({
  ...metadataFields,
  namespace: namespaceName.default('default'),
})

export const clusterMetadata = z.strictObject({
  ...metadataFields,
  namespace: refused('a policy of the whole cluster lies in no namespace'),
})
