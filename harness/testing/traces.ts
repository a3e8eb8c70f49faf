/** For tests: finds everything of a run outside of its results folder, without using code of the harness. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cgroup2Mount } from '../system/cgroup2.ts'

const list = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory) : [])

/** Names of namespaces, cgroups, files and processes of a run; empty when nothing is left. */
export function tracesOf(runId: string): string[] {
  const carriesItsName = (name: string) => name.includes(runId)
  return [
    ...list('/run/netns').filter(carriesItsName),
    ...list(cgroup2Mount()!).filter(carriesItsName),
    ...list('/run/hopbench').filter(carriesItsName),
    ...list('/tmp').filter((name) => name.startsWith('hopbench-floor')),
    ...processes()
      .filter(({ group, commandLine }) => carriesItsName(group) || carriesItsName(commandLine))
      .map(asText),
  ]
}

interface Process {
  pid: number
  parent: number
  group: string
  commandLine: string
}

export const asText = ({ pid, commandLine }: Process): string => `${pid} ${commandLine}`

/** Every process of this machine. Zombies have a parent too, but no command line and no cgroup. */
function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const read = (file: string) => readFileSync(`/proc/${name}/${file}`, 'utf8')
        const stat = read('stat')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        if (state === 'Z') return []
        return {
          pid: Number(name),
          parent: Number(parent),
          group: read('cgroup'),
          commandLine: read('cmdline').replaceAll('\0', ' '),
        }
      } catch {
        return [] // the process has ended meanwhile
      }
    })
}

/** All descendants of a process. */
export function familyOf(pid: number): Process[] {
  const all = processes()
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return below(pid)
}

/** The processes of the list that still run. */
export const stillThere = (family: Process[]): Process[] => {
  const now = processes()
  return family.filter((one) =>
    now.some(({ pid, commandLine }) => pid === one.pid && commandLine === one.commandLine),
  )
}
