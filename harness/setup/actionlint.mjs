/** Builds actionlint, the linter of GitHub workflows, for tests. Go checks its source by the hash in its checksum database. */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isExecutable, isRoot, onPath, run } from './shell.mjs'

const pinned = JSON.parse(readFileSync(new URL('../system/actionlint.json', import.meta.url), 'utf8'))

/** Returns the problem, or null. */
export function installActionlint() {
  if (isExecutable(pinned.path) || onPath('actionlint')) return null
  const module = `${pinned.module}@v${pinned.version}`
  if (!isRoot || !onPath('go'))
    return `missing: actionlint, for the tests of workflows: root builds it where there is Go; or \`go install ${module}\``
  mkdirSync(dirname(pinned.path), { recursive: true })
  const built = run('go', ['install', module], { env: { ...process.env, GOBIN: dirname(pinned.path) } })
  return built ? null : 'Go could not build actionlint; its output is above'
}
