/** The rights that the user of a context needs. */
import type { Manifest } from '../api/manifest.ts'
import type { Right } from '../api/missing-rights.ts'

/** Needed in the namespaces that the run makes. Their names are not known in advance, so the check is for all namespaces. */
export const RIGHTS: Right[] = [
  {
    resource: 'namespaces',
    verbs: ['get', 'list', 'create', 'patch', 'delete'],
    why: 'the run’s own namespaces',
  },
  ...['services', 'configmaps', 'serviceaccounts'].map((resource) => ({
    resource,
    verbs: ['get', 'create', 'patch'],
    why: 'services of the scenario',
  })),
  {
    group: 'apps',
    resource: 'deployments',
    verbs: ['get', 'create', 'patch', 'deletecollection'],
    why: 'pods of the scenario',
  },
  {
    group: 'apps',
    resource: 'replicasets',
    verbs: ['deletecollection'],
    why: 'restarting pods between bring-ups',
  },
  {
    resource: 'pods',
    verbs: ['get', 'list', 'watch', 'deletecollection'],
    why: 'waiting for pods, and restarting them',
  },
  { resource: 'nodes', verbs: ['list'], why: 'the number of nodes' },
  { resource: 'pods/exec', verbs: ['create', 'get'], why: 'the load client, and proofs' },
  { resource: 'pods/portforward', verbs: ['create', 'get'], why: 'counters of services and proxies' },
  { resource: 'pods/log', verbs: ['get'], why: 'the last log lines of a pod that fails' },
  { resource: 'events', verbs: ['list'], why: 'the reason why a pod is stuck' },
  { group: 'apps', resource: 'daemonsets', verbs: ['get'], why: 'the proof that there is no kube-proxy' },
]
/** Without this right a run works, but CPU and memory are not measured. */
export const READ_CADVISOR: Right = {
  resource: 'nodes/proxy',
  verbs: ['get'],
  why: 'CPU and memory by cAdvisor',
}
/** All rights, because charts create roles, webhooks and custom resource definitions. */
export const INSTALL: Right = { group: '*', resource: '*', verbs: ['*'], why: '--install-meshes' }

/** The rights needed for the objects of a mesh's manifests, with the API's resource names: "networking.k8s.io networkpolicies". */
export function rightsFor(
  objects: Pick<Manifest, 'apiVersion' | 'kind'>[],
  verbs: string[],
  why: string,
): Right[] {
  const resources = new Map(
    objects.map(({ apiVersion, kind }) => {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''
      const resource = pluralOf(kind.toLowerCase())
      return [`${group}/${resource}`, { group, resource }]
    }),
  )
  return [...resources.values()].map((resource) => ({
    ...resource,
    verbs,
    why,
  }))
}

/** "networkpolicies", "ingresses", "httproutes": English plural rules, which fit all kinds in the shipped manifests. */
const pluralOf = (kind: string): string =>
  /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(kind) ? `${kind}es` : `${kind}s`
