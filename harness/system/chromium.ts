/** Finds Chromium for tests of the report. */
import { findProgram } from './probes.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path in HOPBENCH_CHROMIUM, otherwise the first Chromium on the PATH. @throws Error when there is none. */
export function chromiumPath(): string {
  const named = process.env['HOPBENCH_CHROMIUM']
  if (named) return named
  const found = NAMES.map(findProgram).find((path) => path !== null)
  if (!found) throw new Error('no chromium on the PATH')
  return found
}
