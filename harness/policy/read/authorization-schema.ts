/** Fields of Istio's AuthorizationPolicy (security.istio.io/v1), and which of them hopbench refuses. */
import { z } from 'zod'
import { labelSelector } from './label-selector.ts'
import { namespacedMetadata } from './metadata.ts'
import { refused } from './read-object.ts'

const NO_JWT = 'hopbench issues no JWT'
const NO_FORWARDED = 'no proxy stands before the meshes of hopbench'
const NO_WAYPOINT = 'write a selector, since arms have no waypoint and no gateway'

/** Istio refuses empty values. */
const texts = z.array(z.string().min(1, 'must not be empty')).optional()

const source = z.strictObject({
  principals: texts,
  notPrincipals: texts,
  namespaces: texts,
  notNamespaces: texts,
  serviceAccounts: texts,
  notServiceAccounts: texts,
  ipBlocks: texts,
  notIpBlocks: texts,
  requestPrincipals: refused(NO_JWT),
  notRequestPrincipals: refused(NO_JWT),
  remoteIpBlocks: refused(NO_FORWARDED),
  notRemoteIpBlocks: refused(NO_FORWARDED),
})

const operation = z.strictObject({
  hosts: texts,
  notHosts: texts,
  ports: texts,
  notPorts: texts,
  methods: texts,
  notMethods: texts,
  paths: texts,
  notPaths: texts,
})

const rule = z.strictObject({
  from: z.array(z.strictObject({ source })).min(1).optional(),
  to: z.array(z.strictObject({ operation })).min(1).optional(),
  when: z.array(z.strictObject({ key: z.string(), values: texts, notValues: texts })).optional(),
})

export const authorizationSchema = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: namespacedMetadata,
  spec: z
    .strictObject({
      selector: z.strictObject({ matchLabels: labelSelector.shape.matchLabels }).optional(),
      targetRef: refused(NO_WAYPOINT),
      targetRefs: refused(NO_WAYPOINT),
      action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']).default('ALLOW'),
      rules: z.array(rule).optional(),
      provider: z.unknown().optional(),
    })
    .default({ action: 'ALLOW' }),
  status: z.unknown().optional(),
})

export type WrittenAuthorization = z.infer<typeof authorizationSchema>
export type WrittenRule = z.infer<typeof rule>
export type WrittenSource = z.infer<typeof source>
export type WrittenOperation = z.infer<typeof operation>
