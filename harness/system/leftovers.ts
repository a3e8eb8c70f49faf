/** Finds by name what runs have outside of their results folder, and removes it run by run. */
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { withAdvice } from '../errors.ts'
import { cgroup2Mount, removeCgroup } from './cgroup2.ts'
import { run } from './command.ts'
import { answeringEngines, type ContainerEngine } from './container-engine.ts'
import { listKindClusters, removeKindCluster } from './kind-clusters.ts'
import { NETNS_FOLDER } from './network-namespace.ts'
import { isKeptCluster, isRunId, runIdOf, runIdOfCluster, RUNTIME_ROOT } from './run-names.ts'
import { ownerIsAlive } from './run-owner.ts'

export interface RunLeftovers {
  runId: string
  /** Whether the run's owner process still runs. Then nothing of the run may be touched. */
  alive: boolean
  /** Paths of cgroups, names of namespaces, paths of folders. */
  cgroups: string[]
  namespaces: string[]
  folders: string[]
  clusters: KindClusterHere[]
}

/** A kind cluster, and the container engine that runs its nodes. */
export interface KindClusterHere {
  engine: ContainerEngine
  name: string
}

export interface Leftovers {
  runs: RunLeftovers[]
  /** Clusters of runs with --keep. They are not leftovers. */
  kept: KindClusterHere[]
}

/**
 * Everything on this machine that carries the name of a run, by run. Clusters are only found in engines that answer; an engine
 * that does not run has no running clusters.
 */
export async function findLeftovers(): Promise<Leftovers> {
  const runs = new Map<string, RunLeftovers>()
  const of = (runId: string): RunLeftovers => {
    const known = runs.get(runId) ?? {
      runId,
      alive: ownerIsAlive(runId),
      cgroups: [],
      namespaces: [],
      folders: [],
      clusters: [],
    }
    runs.set(runId, known)
    return known
  }
  const mount = cgroup2Mount()
  for (const name of mount === null ? [] : list(mount)) {
    const runId = runIdOf(name)
    if (runId !== null && mount !== null) of(runId).cgroups.push(join(mount, name))
  }
  for (const name of list(NETNS_FOLDER)) {
    const runId = runIdOf(name)
    if (runId !== null) of(runId).namespaces.push(name)
  }
  for (const name of list(RUNTIME_ROOT)) if (isRunId(name)) of(name).folders.push(join(RUNTIME_ROOT, name))
  for (const name of list(tmpdir())) {
    const runId = runIdOf(name)
    if (runId !== null) of(runId).folders.unshift(join(tmpdir(), name))
  }
  const kept: KindClusterHere[] = []
  for (const here of await clustersHere()) {
    const runId = runIdOfCluster(here.name)
    if (runId !== null) of(runId).clusters.push(here)
    else if (isKeptCluster(here.name)) kept.push(here)
  }
  return { runs: [...runs.values()].toSorted((a, b) => a.runId.localeCompare(b.runId)), kept }
}

async function clustersHere(): Promise<KindClusterHere[]> {
  const listed = (await answeringEngines()).map(async (engine) =>
    (await listKindClusters(engine)).map(({ cluster }) => ({ engine, name: cluster })),
  )
  return (await Promise.all(listed)).flat()
}

/** Messages about what was removed, and what could not be removed. */
export interface Removal {
  removed: string[]
  failures: string[]
}

/**
 * Removes a dead run. Its processes go first, because they use the rest. Its folder goes last, because it names the owner of the
 * rest.
 */
export async function removeRun(leftovers: RunLeftovers): Promise<Removal> {
  const removal = await removeClusters(leftovers.clusters)
  for (const path of leftovers.cgroups)
    await remove(removal, `cgroup ${basename(path)} and its processes`, removeCgroup(path))
  for (const name of leftovers.namespaces)
    await remove(removal, `namespace ${name}`, run('ip', ['netns', 'del', name]))
  for (const path of leftovers.folders)
    await remove(removal, `folder ${path}`, rm(path, { recursive: true, force: true }))
  return removal
}

export async function removeClusters(clusters: KindClusterHere[]): Promise<Removal> {
  const removal: Removal = { removed: [], failures: [] }
  for (const { engine, name } of clusters)
    await remove(removal, `kind cluster ${name}`, removeKindCluster(engine, name))
  return removal
}

async function remove(removal: Removal, what: string, action: Promise<unknown>): Promise<void> {
  try {
    await action
    removal.removed.push(what)
  } catch (error) {
    removal.failures.push(`${what}: ${withAdvice(error)}`)
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return [] // the folder does not exist, so no run has made anything
  }
}
