/** Looks at the page of imported files in a browser: nothing runs, nothing is requested, everything can be read. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { accessibilityProblems } from '../../report/testing/accessibility.ts'
import { withBrowser } from '../../report/testing/browser.ts'
import { requireNeed } from '../../system/require-need.ts'
import { exchangeFile, fileWith, temporaryFolder } from '../testing/exchange-file.ts'
import { importPage } from './import-page.ts'
import { readImport } from './read-import.ts'

const EVIL = '"><script>pwned=1</script><img src=x onerror=pwned=1><svg onload=pwned=1>'
// Programs that run in the page, as text: the harness has no DOM and its types have none.
const BEYOND_EDGE = `[...document.querySelectorAll('main *')]
  .filter((element) => !element.closest('.frame') && element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.tagName + ' ' + element.textContent.trim().slice(0, 40))`

describe.skipIf((await requireNeed('browser')) !== null)('the page of imported files', () => {
  test('runs nothing of a file, asks for nothing, and has no fault of accessibility, light, dark and on a phone', async () => {
    const evil = readFileSync(exchangeFile('fortio.json'), 'utf8').replace(
      '"shop istio"',
      JSON.stringify(EVIL),
    )
    const files = [
      fileWith(evil, `<img src=x onerror=pwned=1>.json`),
      ...['fortio-forty-calls.json', 'k6-summary-export.json', 'wrk2.txt', 'smp.json'].map(exchangeFile),
    ]
    const path = join(temporaryFolder(), 'index.html')
    writeFileSync(
      path,
      importPage(
        files.map((file) => readImport(file)),
        '0',
      ),
    )
    await withBrowser(async (browser) => {
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 1280],
        ['light', 390],
      ] as const) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } })
        const page = await context.newPage()
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.goto(pathToFileURL(path).href)
        expect(await page.evaluate('typeof pwned')).toBe('undefined')
        expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(path).href])
        expect(await page.evaluate(BEYOND_EDGE)).toEqual([])
        expect(await accessibilityProblems(page)).toEqual([])
        await context.close()
      }
    })
  })
})
