/** What the user of a context must be allowed to do. */
import type { Manifest } from '../api/manifest.ts'
import type { Right } from '../api/missing-rights.ts'

/** In namespaces that the run makes, so asked for all. */
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
  { resource: 'nodes', verbs: ['list'], why: 'how large the cluster is' },
  { resource: 'pods/exec', verbs: ['create', 'get'], why: 'the load client, and proofs' },
  { resource: 'pods/portforward', verbs: ['create', 'get'], why: 'counters of services and proxies' },
  { resource: 'pods/log', verbs: ['get'], why: 'last words of a pod that fails' },
  { resource: 'events', verbs: ['list'], why: 'the reasons of a pod that is stuck' },
  { group: 'apps', resource: 'daemonsets', verbs: ['get'], why: 'the proof that kube-proxy is not there' },
]
/** Without it a run works, but has no CPU and no memory. */
export const READ_CADVISOR: Right = {
  resource: 'nodes/proxy',
  verbs: ['get'],
  why: 'CPU and memory by cAdvisor',
}
/** Charts make roles, webhooks and definitions of their own. */
export const INSTALL: Right = { group: '*', resource: '*', verbs: ['*'], why: '--install-meshes' }

/** Rights to the objects of a mesh's manifests, as the API names their resources: "networking.k8s.io networkpolicies". */
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

/** "networkpolicies", "ingresses", "httproutes": what every one of our manifests' kinds follows. */
const pluralOf = (kind: string): string =>
  /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(kind) ? `${kind}es` : `${kind}s`
