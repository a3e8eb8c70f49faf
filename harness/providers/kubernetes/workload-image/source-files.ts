/** Which files of hopbench a program needs at run time: it and all it imports, by their relative imports. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface SourceFiles {
  /** Paths, sorted. */
  files: string[]
  /** npm packages that they import, sorted. */
  packages: string[]
}

/** An import or export of another module; one that is `type` only vanishes when Node strips the types. */
const STATIC = /^(?:import|export)\s+(?!type\s)(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** Follows imports from these programs on. @throws the system's error for a file that is not there */
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

/** What the text of a module imports at run time. */
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
