/** Makes the folder that the image of services and client is built from: Dockerfile, hopbench's programs, the npm packages they use. */
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { packageClosure, type Lockfile } from './package-closure.ts'
import { sourceFiles } from './source-files.ts'

const PROJECT = join(import.meta.dirname, '..', '..', '..', '..')
const DOCKERFILE = join(PROJECT, 'clusters', 'workload', 'Dockerfile')

/** The programs that pods run. Everything else in the image is imported by these. */
const PROGRAMS = [
  'workload/service.ts',
  'load/client.ts',
  'load/print-file.ts',
  'providers/shared/collectors/scraper.ts',
  'providers/shared/collectors/span-sink.ts',
  'providers/shared/attempts/attempt-program.ts',
].map((path) => join(PROJECT, 'harness', path))

/** Without "type", Node would load the programs as CommonJS. */
const PACKAGE_JSON = JSON.stringify({ name: 'hopbench-workload', private: true, type: 'module' }) + '\n'

/**
 * Fills an empty folder and returns a hash of its content. So the same files give the same image name, on every machine.
 */
export function makeBuildContext(folder: string): string {
  const app = join(folder, 'app')
  const { files, packages } = sourceFiles(PROGRAMS)
  for (const file of files) copy(file, join(app, relative(PROJECT, file)))
  const lockfile = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as Lockfile
  for (const path of packageClosure(lockfile, packages)) copyPackage(path, app)
  writeFileSync(join(app, 'package.json'), PACKAGE_JSON)
  copy(DOCKERFILE, join(folder, 'Dockerfile'))
  makeReadable(folder)
  return hashOf(folder)
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, readFileSync(from))
}

/** Copies a package without its nested node_modules: nested packages that are needed have their own entries in the lockfile. */
function copyPackage(path: string, app: string): void {
  const from = join(PROJECT, path)
  const nested = join(from, 'node_modules')
  cpSync(from, join(app, path), { recursive: true, dereference: true, filter: (file) => file !== nested })
}

/** Makes all files readable for the user of the pod, whatever the umask of the git clone was. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) makeReadable(path)
    else chmodSync(path, 0o644)
  }
}

function hashOf(folder: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  for (const file of files.toSorted()) {
    const content = readFileSync(join(folder, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 12)
}
