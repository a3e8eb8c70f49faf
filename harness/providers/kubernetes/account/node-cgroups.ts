/** Where this machine keeps the cgroup2 directories of a kind node and of the containers in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UnavailableError } from '../../../errors.ts'
import { cgroup2Mount } from '../../../system/cgroup2.ts'
import type { ContainerEngine } from '../../../system/container-engine.ts'

/**
 * The directory of a node's container: all of its CPU is accounted there, cpu controller or not.
 * @throws UnavailableError where containers do not run on this machine's own kernel
 */
export async function nodeCgroup(engine: ContainerEngine, container: string): Promise<string> {
  const mount = cgroup2Mount()
  if (mount === null)
    throw new UnavailableError(
      'cgroup2 is not mounted, so that no container can be accounted for',
      'run `npm run doctor`',
    )
  const { id, pid } = await engine.inspect(container)
  const path = cgroupOfContainer(cgroupFile(pid), id)
  if (path === null)
    throw new UnavailableError(
      `${engine.name} runs its containers on another kernel than this machine's: their CPU cannot be read`,
      'use an engine of this machine, not Docker Desktop, and not one named by DOCKER_HOST',
    )
  return join(mount, path)
}

/**
 * The part of `/proc/<pid>/cgroup` that is the whole container's: its first process lives in a group below, such as
 * "/docker/<id>/init.scope", "/system.slice/docker-<id>.scope/init.scope", "/machine.slice/libpod-<id>.scope/container".
 */
export function cgroupOfContainer(procCgroup: string, id: string): string | null {
  const path = /^0::(.*)$/m.exec(procCgroup)?.[1]
  const steps = path?.split('/') ?? []
  const own = steps.findLastIndex((step) => step.includes(id))
  return own === -1 ? null : steps.slice(0, own + 1).join('/')
}

/** The group of one container of a pod: "cri-containerd-<id>.scope" under systemd, "<id>" without; null where there is none. */
export function findContainerCgroup(nodeCgroupDir: string, containerId: string): string | null {
  if (containerId === '') return null
  for (const { name } of directoriesIn(nodeCgroupDir)) {
    const path = join(nodeCgroupDir, name)
    const found = name.includes(containerId) ? path : findContainerCgroup(path, containerId)
    if (found !== null) return found
  }
  return null
}

function directoriesIn(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  } catch {
    return [] // a group that ended meanwhile
  }
}

function cgroupFile(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'latin1')
  } catch {
    return '' // no such process on this machine
  }
}
