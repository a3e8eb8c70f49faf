/**
 * Gets this machine ready and prints each command that it runs. Prints nothing when nothing is missing. Plain JavaScript for any
 * Node >= 18.
 *   setup.mjs              installs everything that `npm run bench` needs
 *   setup.mjs --database   installs a PostgreSQL server as well
 *   setup.mjs --tests      installs that, Chromium and linters as well; reports what cannot be installed and goes on
 *   setup.mjs --node-only  installs only npm packages and a Node that runs TypeScript
 */
import { fileURLToPath } from 'node:url'
import { installActionlint } from './actionlint.mjs'
import { buildBpf } from './bpf.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { envoyIsThere, installEnvoy } from './envoy.mjs'
import { checkNode, installNpmPackages } from './npm-packages.mjs'
import { isRoot, log } from './shell.mjs'

/** EXIT.unavailable of harness/errors.ts: this machine cannot do what was asked. */
const UNAVAILABLE = 12

const root = fileURLToPath(new URL('../..', import.meta.url))
const forTests = process.argv.includes('--tests')

const nodeProblem = installNpmPackages(root) ?? checkNode(root)
if (nodeProblem) {
  log(nodeProblem)
  process.exit(UNAVAILABLE)
}
if (!process.argv.includes('--node-only')) {
  const problems = prepareDatapaths()
  for (const problem of problems) log(problem)
  // Tests run even with problems: each test that lacks a need is skipped and names the need.
  if (problems.length > 0 && !forTests) process.exit(UNAVAILABLE)
}

/** Installs what datapaths need. Returns the problems as a list of lines. */
function prepareDatapaths() {
  if (process.platform !== 'linux') {
    return [
      `no datapath can run here: network namespaces, cgroups and BPF are Linux's, and this is ${process.platform}`,
      '→ use a Linux machine or VM; `npm run plan`, `npm run report` and the unit tests of `npm test` work here',
    ]
  }
  // Every user of the machine, including Envoy's uid 1337, must be able to use packages and Envoy, whatever the installer's umask.
  const umask = process.umask(0o022)
  const { missing, command } = installDebianPackages({
    envoy: isRoot && !envoyIsThere(),
    database: process.argv.includes('--database'),
    tests: forTests,
  })
  const problems = missing.map((entry) => `missing: ${entry.package}`)
  if (missing.length > 0) problems.push(`→ ${command}`)
  const envoyProblem =
    isRoot || envoyIsThere() ? installEnvoy() : 'missing: Envoy, which only root can install'
  const actionlintProblem = forTests ? installActionlint() : null
  process.umask(umask)
  if (envoyProblem) problems.push(envoyProblem)
  if (actionlintProblem) problems.push(actionlintProblem)
  const bpfProblem = buildBpf(root)
  if (bpfProblem) problems.push(bpfProblem)
  if (problems.length > 0) problems.push('→ `npm run doctor` lists what cannot run without them')
  if (problems.length > 0 && !isRoot)
    problems.push(`→ or let set-up do it: sudo npm ${forTests ? 'test' : 'run bench'}`)
  return problems
}
