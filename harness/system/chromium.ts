/** Where a Chromium is, for tests of the report. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** HOPBENCH_CHROMIUM, else the first on the PATH. @throws Error when there is none. */
export function chromiumPath(): string {
  const named = process.env['HOPBENCH_CHROMIUM']
  if (named) return named
  for (const directory of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of NAMES) {
      const path = join(directory, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        continue
      }
    }
  throw new Error('no chromium on the PATH')
}
