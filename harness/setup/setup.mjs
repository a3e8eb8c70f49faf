/**
 * Gets this machine ready, and says each command it runs. Nothing missing: nothing is said. Plain JavaScript for any Node >= 18.
 *   setup.mjs              all that `npm run bench` needs
 *   setup.mjs --tests      the same and Chromium; what cannot be installed is said and left out
 *   setup.mjs --node-only  npm packages and a Node that runs TypeScript
 */
import { fileURLToPath } from 'node:url'
import { buildBpf } from './bpf.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { envoyIsThere, installEnvoy } from './envoy.mjs'
import { checkNode, installNpmPackages } from './npm-packages.mjs'
import { isRoot, log } from './shell.mjs'

/** harness/errors.ts: this machine cannot do what was asked. */
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
  // Tests go on with what there is: each names the need it lacks.
  if (problems.length > 0 && !forTests) process.exit(UNAVAILABLE)
}

/** Installs what datapaths are built of. Returns what is wrong, line by line. */
function prepareDatapaths() {
  if (process.platform !== 'linux') {
    return [
      `no datapath can run here: network namespaces, cgroups and BPF are Linux's, and this is ${process.platform}`,
      '→ use a Linux machine or VM; `npm run plan`, `npm run report` and the unit tests of `npm test` work here',
    ]
  }
  // Packages and Envoy are for every user of the machine, Envoy's uid 1337 among them, whatever the umask of who installs.
  const umask = process.umask(0o022)
  const { missing, command } = installDebianPackages({ envoy: isRoot && !envoyIsThere(), tests: forTests })
  const problems = missing.map((entry) => `missing: ${entry.package}`)
  if (missing.length > 0) problems.push(`→ ${command}`)
  const envoyProblem =
    isRoot || envoyIsThere() ? installEnvoy() : 'missing: Envoy, which only root can install'
  process.umask(umask)
  if (envoyProblem) problems.push(envoyProblem)
  const bpfProblem = buildBpf(root)
  if (bpfProblem) problems.push(bpfProblem)
  if (problems.length > 0) problems.push('→ `npm run doctor` says what cannot run without them')
  if (problems.length > 0 && !isRoot)
    problems.push(`→ or let set-up do it: sudo npm ${forTests ? 'test' : 'run bench'}`)
  return problems
}
