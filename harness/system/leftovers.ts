/** What runs have outside their results folder: found by name, removed run by run. */
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf } from '../errors.ts'
import { cgroup2Mount, removeCgroup } from './cgroup2.ts'
import { run } from './command.ts'
import { isRunId, runIdOf, RUNTIME_ROOT } from './run-names.ts'
import { ownerIsAlive } from './run-owner.ts'

/** Where `ip netns` keeps names. */
const NETNS_DIR = '/run/netns'

export interface RunLeftovers {
  runId: string
  /** Its owner still runs: nothing of it may be touched. */
  alive: boolean
  /** Paths of cgroups, names of namespaces, paths of folders. */
  cgroups: string[]
  namespaces: string[]
  folders: string[]
}

/** Everything on this machine that carries the name of a run, by run. */
export function findLeftovers(): RunLeftovers[] {
  const runs = new Map<string, RunLeftovers>()
  const of = (runId: string): RunLeftovers => {
    const known = runs.get(runId) ?? {
      runId,
      alive: ownerIsAlive(runId),
      cgroups: [],
      namespaces: [],
      folders: [],
    }
    runs.set(runId, known)
    return known
  }
  const mount = cgroup2Mount()
  for (const name of mount === null ? [] : list(mount)) {
    const runId = runIdOf(name)
    if (runId !== null && mount !== null) of(runId).cgroups.push(join(mount, name))
  }
  for (const name of list(NETNS_DIR)) {
    const runId = runIdOf(name)
    if (runId !== null) of(runId).namespaces.push(name)
  }
  for (const name of list(RUNTIME_ROOT)) if (isRunId(name)) of(name).folders.push(join(RUNTIME_ROOT, name))
  return [...runs.values()].toSorted((a, b) => a.runId.localeCompare(b.runId))
}

/** Removes a dead run: its processes first, which frees the rest; its folder last, which says whose the rest is. */
export async function removeRun(leftovers: RunLeftovers): Promise<{ removed: string[]; failures: string[] }> {
  const removed: string[] = []
  const failures: string[] = []
  const remove = async (what: string, action: Promise<unknown>) => {
    try {
      await action
      removed.push(what)
    } catch (error) {
      failures.push(`${what}: ${messageOf(error)}`)
    }
  }
  for (const path of leftovers.cgroups)
    await remove(`cgroup ${basename(path)} and its processes`, removeCgroup(path))
  for (const name of leftovers.namespaces)
    await remove(`namespace ${name}`, run('ip', ['netns', 'del', name]))
  for (const path of leftovers.folders)
    await remove(`folder ${path}`, rm(path, { recursive: true, force: true }))
  return { removed, failures }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return [] // nobody made one yet
  }
}
