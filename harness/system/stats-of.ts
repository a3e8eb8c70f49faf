/** What lies at a path that a user typed. */
import { statSync, type Stats } from 'node:fs'

/** Undefined where nothing is, and where nobody can look: a file is above it, its links lead in a circle, its name is too long. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
