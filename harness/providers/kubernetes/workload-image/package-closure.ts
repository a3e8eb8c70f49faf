/** Finds the folders of node_modules that some packages need: the packages and all their dependencies, according to the lockfile. */

export interface Lockfile {
  packages: Record<string, LockedPackage>
}
interface LockedPackage {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/**
 * Paths such as "node_modules/a/node_modules/b", sorted. Optional and peer dependencies are included if the lockfile has them.
 * @throws Error naming a package that the lockfile does not have
 */
export function packageClosure({ packages }: Lockfile, names: readonly string[]): string[] {
  const found = new Set<string>()
  const follow = (path: string) => {
    if (found.has(path)) return
    found.add(path)
    const { dependencies, optionalDependencies, peerDependencies } = packages[path]!
    for (const name of Object.keys(dependencies ?? {})) follow(resolve(path, name))
    for (const name of Object.keys({ ...optionalDependencies, ...peerDependencies })) {
      const dependency = findFrom(path, name)
      if (dependency !== null) follow(dependency)
    }
  }
  const resolve = (from: string, name: string): string => {
    const path = findFrom(from, name)
    if (path === null) throw new Error(`package-lock.json has no ${name} for ${from || 'hopbench'}`)
    return path
  }
  /** Searches as Node does: in node_modules of the package itself, then of each package around it. */
  const findFrom = (from: string, name: string): string | null => {
    for (let around = from; ; around = around.slice(0, Math.max(0, around.lastIndexOf('/node_modules/')))) {
      const path = `${around}${around && '/'}node_modules/${name}`
      if (path in packages) return path
      if (around === '') return null
    }
  }
  for (const name of names) follow(resolve('', name))
  return [...found].toSorted()
}
