/** Reads the policies of a file: several documents, lists, and every kind that hopbench judges. */
import { didYouMean } from '../../words/did-you-mean.ts'
import { parseDocuments } from '../../yaml/parse-documents.ts'
import type { Problem } from '../../yaml/problem.ts'
import { nameOf, type Policies } from '../policy.ts'
import { readAuthorizationPolicy } from './authorization-policy.ts'
import { readCiliumClusterwideNetworkPolicy, readCiliumNetworkPolicy } from './cilium-policy.ts'
import { readNetworkPolicy } from './network-policy.ts'
import type { ObjectRead, PolicyRead } from './read-object.ts'

const KINDS: { kind: string; apiVersions: string[]; read: (value: unknown) => ObjectRead }[] = [
  { kind: 'NetworkPolicy', apiVersions: ['networking.k8s.io/v1'], read: readNetworkPolicy },
  { kind: 'CiliumNetworkPolicy', apiVersions: ['cilium.io/v2'], read: readCiliumNetworkPolicy },
  {
    kind: 'CiliumClusterwideNetworkPolicy',
    apiVersions: ['cilium.io/v2'],
    read: readCiliumClusterwideNetworkPolicy,
  },
  {
    kind: 'AuthorizationPolicy',
    apiVersions: ['security.istio.io/v1', 'security.istio.io/v1beta1'],
    read: readAuthorizationPolicy,
  },
]
const NAMES = KINDS.map(({ kind }) => kind)

/** Where each policy was found first, for the message about a second one. */
export type FoundIn = Map<string, string>

/**
 * Reads the policies of a text. `file` names the text in messages. `found` remembers names over several files.
 * @throws UsageError with `file:line:column path message` and the line itself for each problem
 */
export function parsePolicies(file: string, text: string, found: FoundIn = new Map()): Policies {
  const read = parseDocuments(file, text, {
    what: 'policies',
    advice: 'docs/policies.md lists the kinds and fields that hopbench judges; nothing has been started',
    read: (value) => readObject(value, file, found),
  })
  return {
    network: read.flatMap((one) => (one.layer === 'network' ? [one.rules] : [])),
    authorization: read.flatMap((one) => (one.layer === 'authorization' ? [one.policy] : [])),
  }
}

function readObject(value: unknown, file: string, found: FoundIn): ObjectRead {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { outputs: [], problems: [{ path: [], message: 'must be a Kubernetes object' }] }
  const { kind, apiVersion, items } = value as Record<string, unknown>
  if (kind === 'List' && apiVersion === 'v1' && Array.isArray(items)) return readItems(items, file, found)
  const known = KINDS.find((one) => one.kind === kind)
  if (known === undefined) return refusal(['kind'], kindMessage(kind))
  if (!known.apiVersions.includes(apiVersion as string))
    return refusal(
      ['apiVersion'],
      `must be ${known.apiVersions.join(' or ')} for a ${known.kind}, but is ${shown(apiVersion)}`,
    )
  const read = known.read(value)
  return { ...read, problems: [...read.problems, ...secondOf(read.outputs, file, found)] }
}

function readItems(items: unknown[], file: string, found: FoundIn): ObjectRead {
  const read = items.map((item) => readObject(item, file, found))
  return {
    outputs: read.flatMap(({ outputs }) => outputs),
    problems: read.flatMap(({ problems }, n) =>
      problems.map((problem) => ({ ...problem, path: ['items', n, ...problem.path] })),
    ),
  }
}

/** The API server would let a second object with the same name replace the first, so that only one were in force. */
function secondOf(outputs: PolicyRead[], file: string, found: FoundIn): Problem[] {
  const [first] = outputs
  if (first === undefined) return []
  const { policy } = first.layer === 'network' ? first.rules : first.policy
  const name = nameOf(policy)
  const before = found.get(name)
  if (before === undefined) {
    found.set(name, file)
    return []
  }
  return [
    {
      path: ['metadata', 'name'],
      message: `is a second ${name}, and the first is in ${before}: give one of them another name`,
    },
  ]
}

const refusal = (path: PropertyKey[], message: string): ObjectRead => ({
  outputs: [],
  problems: [{ path, message }],
})

const kindMessage = (kind: unknown): string =>
  `must be ${NAMES.join(', ')} or List, but is ${shown(kind)}${typeof kind === 'string' ? didYouMean(kind, NAMES) : ''}`

const shown = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value))
