/** The npm packages of the lockfile, and with them Node 24 where the machine's own is older. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isExecutable, run, log } from './shell.mjs'

/** The oldest Node that runs this TypeScript as it is: `using`, `import.meta.main`, iterator helpers. */
const OLDEST_NODE = [24, 2]

/**
 * Installs when node_modules is missing or the lockfile has changed since.
 * Returns what is wrong, or null.
 */
export function installNpmPackages(root) {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  // Inside node_modules: `npm ci` begins by removing it, so a broken install never looks finished.
  const stamp = join(root, 'node_modules', '.hopbench-lockfile')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return null
  // npm must run on the machine's Node: the one in node_modules is about to be removed under it.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.endsWith('node_modules/.bin'))
  const env = { ...process.env, PATH: path.join(delimiter) }
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  if (!run('npm', args, { cwd: root, env })) return 'npm could not install the packages; its words are above'
  writeFileSync(stamp, lockfile)
  return null
}

/** Whether `env node` in an npm script finds a Node that can run TypeScript. Returns what is wrong, or null. */
export function checkNode(root) {
  if (isExecutable(join(root, 'node_modules', '.bin', 'node'))) return null
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return null
  log(`this Node is ${process.versions.node}; ${OLDEST_NODE.join('.')} or newer is needed`)
  return 'no prebuilt Node for this system among the npm packages: install Node 24 from https://nodejs.org'
}
