/** Finds the cgroup2 directories of a kind node and of the containers in the node on this machine. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UnavailableError } from '../../../errors.ts'
import { cgroup2Mount } from '../../../system/cgroup2.ts'
import type { ContainerEngine } from '../../../system/container-engine.ts'

/**
 * The cgroup2 directory of a node's container. cpu.stat there covers all CPU of the node, with or without the cpu controller.
 * @throws UnavailableError where containers do not run on this machine's own kernel
 */
export async function nodeCgroup(engine: ContainerEngine, container: string): Promise<string> {
  const mount = cgroup2Mount()
  if (mount === null)
    throw new UnavailableError(
      'cgroup2 is not mounted, so the CPU of containers cannot be read',
      'run `npm run doctor`',
    )
  const { id, pid } = await engine.inspect(container)
  const path = cgroupOfContainer(cgroupFile(pid), id)
  if (path === null)
    throw new UnavailableError(
      `${engine.name} runs its containers on another kernel than this machine's, so their CPU cannot be read`,
      'use a container engine on this machine: not Docker Desktop, and not a remote engine in DOCKER_HOST',
    )
  return join(mount, path)
}

/**
 * The part of `/proc/<pid>/cgroup` that names the cgroup of the whole container. The container's first process is in a group below it, such as
 * "/docker/<id>/init.scope", "/system.slice/docker-<id>.scope/init.scope", "/machine.slice/libpod-<id>.scope/container".
 */
export function cgroupOfContainer(procCgroup: string, id: string): string | null {
  const path = /^0::(.*)$/m.exec(procCgroup)?.[1]
  const steps = path?.split('/') ?? []
  const own = steps.findLastIndex((step) => step.includes(id))
  return own === -1 ? null : steps.slice(0, own + 1).join('/')
}

/** The cgroup of one container of a pod: "cri-containerd-<id>.scope" with systemd, "<id>" without. Null where there is none. */
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
    return [] // the group was removed meanwhile
  }
}

function cgroupFile(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'latin1')
  } catch {
    return '' // this machine has no such process
  }
}
