import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../system/require-need.ts'
import { renderReport } from './render-report.ts'
import { withBrowser } from './testing/browser.ts'
import { withLongWords } from './testing/long-words.ts'
import { bothClocksInput } from './testing/synthetic-clock.ts'
import { kindInput } from './testing/synthetic-input.ts'

/** Names of loads have 32 letters at most. */
const LONGEST_NAMES = {
  loads: [
    { name: 'l'.repeat(32), connection: 'keep-alive' as const },
    { name: 'm'.repeat(32), connection: 'per-request' as const },
  ],
}
const OPEN_DETAILS = `for (const details of document.querySelectorAll('details')) details.open = true`

const folder = mkdtempSync(join(tmpdir(), 'hopbench-long-words-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf((await requireNeed('browser')) !== null)('long words', () => {
  test.each([
    ['in names of loads', () => bothClocksInput(LONGEST_NAMES)],
    ['in labels, titles and names', () => withLongWords(bothClocksInput(LONGEST_NAMES))],
    ['in meshes on Kubernetes', () => withLongWords(kindInput({ hopClock: true }))],
  ])('%s make no page scroll sideways, neither on a screen nor on a phone', async (_, input) => {
    const pages = (await renderReport(input())).filter(({ name }) => name.endsWith('.html'))
    expect(pages).toHaveLength(2)
    await withBrowser(async (browser) => {
      for (const { name, content } of pages) {
        const path = join(folder, name)
        writeFileSync(path, content)
        for (const width of [390, 1280]) {
          const tab = await browser.newPage({ viewport: { width, height: 900 } })
          await tab.goto(pathToFileURL(path).href)
          await tab.evaluate(OPEN_DETAILS)
          const wide = await tab.evaluate<number>('document.documentElement.scrollWidth')
          expect(wide, `${name} at ${width} px`).toBe(width)
          await tab.close()
        }
      }
    })
  })
})
