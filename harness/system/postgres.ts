/** The programs of the PostgreSQL server on this machine. Set-up installs them (harness/setup/debian-packages.mjs). */
import { accessSync, constants, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Debian has one folder for each major version, and puts none of them on the PATH. */
const DEBIAN = '/usr/lib/postgresql'

/** The folder with `initdb` and `postgres`: Debian's newest version, otherwise a folder of the PATH; null where there is none. */
export function postgresFolder(): string | null {
  const versions = listed(DEBIAN).toSorted((a, b) => Number(b) - Number(a))
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ]
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => canRun(join(folder, name)))) ?? null
}

/** @throws Error when PostgreSQL is not there */
export function probePostgres(): void {
  if (postgresFolder() === null) throw new Error(`neither below ${DEBIAN} nor on the PATH`)
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
