/**
 * Names of everything that a run makes outside of its results folder. The names carry the run's id, so that leftovers of a
 * killed run can be recognized and removed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The name of every namespace and cgroup of hopbench begins with this prefix; `clean` touches nothing else. */
export const PREFIX = 'hopbench-'

/**
 * Folder of the files that runs use. It is readable by every uid, unlike a clone under /root, because Istio's proxy user 1337
 * must read its files. Users other than root may not write to /run; they use the temporary folder, and run on clusters only.
 */
export const RUNTIME_ROOT =
  process.getuid?.() === 0 ? '/run/hopbench' : join(tmpdir(), `hopbench-${process.getuid?.() ?? 'run'}`)

const RUN_ID = String.raw`\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}`
const WITH_PREFIX = new RegExp(`^${PREFIX}(${RUN_ID})(-|$)`)

/** "2026-11-24T10-30-05-7f3c": sorts by time, has no colon (for file systems), and a random tail for runs in the same second. */
export function newRunId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '-')
  return `${time}-${randomBytes(2).toString('hex')}`
}

export const isRunId = (text: string): boolean => new RegExp(`^${RUN_ID}$`).test(text)

/** The run that made a namespace or cgroup of this name; null when hopbench did not make it. */
export const runIdOf = (name: string): string | null => WITH_PREFIX.exec(name)?.[1] ?? null

/** Network namespace of an arm's node. */
export const armNetns = (runId: string, arm: string): string => `${PREFIX}${runId}-${arm}`
/** Network namespace of a pod. */
export const podNetns = (runId: string, arm: string, pod: string): string => `${PREFIX}${runId}-${arm}-${pod}`
/** cgroup2 directory of a run, which contains those of its arms and pods. */
export const runCgroup = (cgroup2Mount: string, runId: string): string =>
  join(cgroup2Mount, `${PREFIX}${runId}`)
/** Folder with sockets and configs of a run, which exists as long as the run. */
export const runtimeDir = (runId: string): string => join(RUNTIME_ROOT, runId)

/**
 * Folder with the files of another version of hopbench that a run uses. Not in the runtime folder: on many systems no program may be
 * started below /run.
 */
export const versionFolder = (runId: string, side: string): string =>
  join(tmpdir(), `${PREFIX}${runId}-${side}`)

/** A node's name is its host name, which has at most 63 characters: "hopbench-20261124103005-7f3c-<group>-control-plane". */
const MOST_GROUP_CHARACTERS = 20
/** Longest DNS label. */
const MOST_NAMESPACE_CHARACTERS = 63

const CLUSTER = new RegExp(
  String.raw`^${PREFIX}(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-([0-9a-f]{4})-[a-z0-9-]+$`,
)
const KEPT_PREFIX = `${PREFIX}keep-`

/** Name of a kind cluster of a run. @param group which of the run's clusters: the name of a mesh, or "plain" */
export function clusterName(runId: string, group: string): string {
  const digits = runId.replace(/\D/g, '').slice(0, 'yyyymmddhhmmss'.length)
  return `${PREFIX}${digits}-${tailOf(runId)}-${dnsLabel(group, MOST_GROUP_CHARACTERS)}`
}

/** The run that made a kind cluster of this name; null when hopbench did not make it, and for kept clusters. */
export function runIdOfCluster(name: string): string | null {
  const [, year, month, day, hour, minute, second, tail] = CLUSTER.exec(name) ?? []
  if (tail === undefined) return null
  return `${[year, month, day].join('-')}T${[hour, minute, second, tail].join('-')}`
}

/** Name of a kind cluster that is kept after its run. @param hash of what is installed in the cluster */
export const keptClusterName = (hash: string): string => KEPT_PREFIX + hash.slice(0, 8)
export const isKeptCluster = (name: string): boolean => new RegExp(`^${KEPT_PREFIX}[0-9a-f]{8}$`).test(name)

/** Name of the Kubernetes namespace for a namespace of an arm's topology. */
export const namespaceName = (runId: string, arm: string, namespace: string): string =>
  dnsLabel(`${PREFIX}${tailOf(runId)}-${arm}-${namespace}`, MOST_NAMESPACE_CHARACTERS)

const tailOf = (runId: string): string => runId.slice(-4)

/** The text itself when it is a DNS label and short enough; otherwise its beginning and a hash of the text. */
function dnsLabel(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text)) return text
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6)
  const readable = text.toLowerCase().replace(/[^a-z0-9-]/g, '-')
  return `${readable.slice(0, mostCharacters - hash.length - 1).replace(/-+$/, '')}-${hash}`
}
