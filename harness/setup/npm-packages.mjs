/** Installs the npm packages of the lockfile, which include Node 24 for machines with an older Node. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isExecutable, run, log } from './shell.mjs'

/** The oldest Node that runs this TypeScript without a build: `using`, `import.meta.main`, iterator helpers. */
const OLDEST_NODE = [24, 2]

/**
 * Installs the packages when node_modules is missing, or when the lockfile has changed since the last installation.
 * Returns the problem, or null.
 */
export function installNpmPackages(root) {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  // The stamp is inside node_modules: `npm ci` begins by removing this folder, so a broken installation never looks complete.
  const stamp = join(root, 'node_modules', '.hopbench-lockfile')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return null
  // npm must run on the machine's own Node, because it removes the Node in node_modules.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.endsWith('node_modules/.bin'))
  // npm would warn of each package that needs a newer Node than the machine's; they run on the Node among them.
  const env = { ...process.env, PATH: path.join(delimiter), npm_config_loglevel: 'error' }
  log('npm packages into node_modules, about 440 MB: a minute or so')
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  if (!run('npm', args, { cwd: root, env })) return 'npm could not install the packages; its output is above'
  writeFileSync(stamp, lockfile)
  return null
}

/** Checks that `env node` in an npm script finds a Node that can run TypeScript. Returns the problem, or null. */
export function checkNode(root) {
  if (isExecutable(join(root, 'node_modules', '.bin', 'node'))) return null
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return null
  log(`this Node is ${process.versions.node}; ${OLDEST_NODE.join('.')} or newer is needed`)
  return 'no prebuilt Node for this system among the npm packages: install Node 24 from https://nodejs.org'
}
