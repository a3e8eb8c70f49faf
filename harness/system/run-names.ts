/** Names of everything a run makes outside its results folder, so that what a killed run leaves can be told and removed. */
import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Every namespace and cgroup of ours begins with it; `clean` touches nothing else. */
export const PREFIX = 'hopbench-'

/**
 * Readable by every uid: a clone under /root is not, and Istio's proxy user 1337 must read its files. Who is not root runs
 * on somebody's cluster only, and may not write there.
 */
export const RUNTIME_ROOT =
  process.getuid?.() === 0 ? '/run/hopbench' : join(tmpdir(), `hopbench-${process.getuid?.() ?? 'run'}`)

const RUN_ID = String.raw`\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}`
const WITH_PREFIX = new RegExp(`^${PREFIX}(${RUN_ID})(-|$)`)

/** "2026-11-24T10-30-05-7f3c": sorts by time, no colon for file systems, a tail for two runs in one second. */
export function newRunId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '-')
  return `${time}-${randomBytes(2).toString('hex')}`
}

export const isRunId = (text: string): boolean => new RegExp(`^${RUN_ID}$`).test(text)

/** The run that made a namespace or cgroup of this name; null for what is not ours. */
export const runIdOf = (name: string): string | null => WITH_PREFIX.exec(name)?.[1] ?? null

/** Network namespace of an arm's node. */
export const armNetns = (runId: string, arm: string): string => `${PREFIX}${runId}-${arm}`
/** Network namespace of a pod. */
export const podNetns = (runId: string, arm: string, pod: string): string => `${PREFIX}${runId}-${arm}-${pod}`
/** cgroup2 directory of a run; arms and pods are below. */
export const runCgroup = (cgroup2Mount: string, runId: string): string =>
  join(cgroup2Mount, `${PREFIX}${runId}`)
/** Folder of sockets and configs while the run lives. */
export const runtimeDir = (runId: string): string => join(RUNTIME_ROOT, runId)

/** A node's name is its host name, at most 63 characters: "hopbench-20261124103005-7f3c-<this>-control-plane". */
const MOST_GROUP_CHARACTERS = 20
/** A label of DNS. */
const MOST_NAMESPACE_CHARACTERS = 63

const CLUSTER = new RegExp(
  String.raw`^${PREFIX}(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-([0-9a-f]{4})-[a-z0-9-]+$`,
)
const KEPT_PREFIX = `${PREFIX}keep-`

/** Name of a kind cluster of a run; `group` says which of them it is: a mesh, or "plain". */
export function clusterName(runId: string, group: string): string {
  const digits = runId.replace(/\D/g, '').slice(0, 'yyyymmddhhmmss'.length)
  return `${PREFIX}${digits}-${tailOf(runId)}-${dnsLabel(group, MOST_GROUP_CHARACTERS)}`
}

/** The run that made a kind cluster of this name; null for what is not ours, and for kept ones. */
export function runIdOfCluster(name: string): string | null {
  const [, year, month, day, hour, minute, second, tail] = CLUSTER.exec(name) ?? []
  if (tail === undefined) return null
  return `${[year, month, day].join('-')}T${[hour, minute, second, tail].join('-')}`
}

/** Name of a kind cluster that outlives its run; `hash` tells what is in it. */
export const keptClusterName = (hash: string): string => KEPT_PREFIX + hash.slice(0, 8)
export const isKeptCluster = (name: string): boolean => new RegExp(`^${KEPT_PREFIX}[0-9a-f]{8}$`).test(name)

/** Namespace on a cluster for a namespace of an arm's topology. */
export const namespaceName = (runId: string, arm: string, namespace: string): string =>
  dnsLabel(`${PREFIX}${tailOf(runId)}-${arm}-${namespace}`, MOST_NAMESPACE_CHARACTERS)

const tailOf = (runId: string): string => runId.slice(-4)

/** The text itself where it is a label of DNS that is short enough; else its beginning and a hash of it. */
function dnsLabel(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text)) return text
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6)
  const readable = text.toLowerCase().replace(/[^a-z0-9-]/g, '-')
  return `${readable.slice(0, mostCharacters - hash.length - 1).replace(/-+$/, '')}-${hash}`
}
