/** Names of everything a run makes outside its results folder, so that what a killed run leaves can be told and removed. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

/** Every namespace and cgroup of ours begins with it; `clean` touches nothing else. */
export const PREFIX = 'hopbench-'

/** Readable by every uid: a clone under /root is not, and Istio's proxy user 1337 must read its files. */
export const RUNTIME_ROOT = '/run/hopbench'

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
