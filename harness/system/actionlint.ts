/** The linter of GitHub workflows. Set-up builds it for tests (harness/setup/actionlint.mjs). */
import { accessSync, constants } from 'node:fs'
import { run } from './command.ts'
import pinned from './actionlint.json' with { type: 'json' }
import { probePrograms } from './probes.ts'

export const ACTIONLINT_MODULE = `${pinned.module}@v${pinned.version}`

/** Path of the pinned linter where set-up has built it, otherwise its name, for the PATH. */
export function actionlintPath(): string {
  try {
    accessSync(pinned.path, constants.X_OK)
    return pinned.path
  } catch {
    return 'actionlint'
  }
}

/** @throws Error when actionlint, or shellcheck, which it hands the scripts of steps to, is not installed */
export async function probeActionlint(): Promise<void> {
  probePrograms(['shellcheck'])
  await run(actionlintPath(), ['-version'], { timeoutMs: 10_000 })
}
