/** Finds the files of hopbench that a program needs at run time, by following relative imports. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface SourceFiles {
  /** Paths, sorted. */
  files: string[]
  /** The npm packages that the files import, sorted. */
  packages: string[]
}

/** An import or export of another module, except `import type`, which Node removes when it strips types. */
const STATIC = /^(?:import|export)\s+(?!type\s)(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** Follows the imports of these programs. @throws the system's error for a missing file */
export function sourceFiles(programs: readonly string[]): SourceFiles {
  const files = new Set<string>()
  const packages = new Set<string>()
  const follow = (file: string) => {
    if (files.has(file)) return
    files.add(file)
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      if (specifier.startsWith('.')) follow(join(dirname(file), specifier))
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier))
    }
  }
  for (const program of programs) follow(program)
  return { files: [...files].toSorted(), packages: [...packages].toSorted() }
}

/** The modules that a source text imports at run time. */
export function importsOf(source: string): string[] {
  return [STATIC, DYNAMIC].flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1]!))
}

/** "@scope/name" of "@scope/name/part", "name" of "name/part". */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
