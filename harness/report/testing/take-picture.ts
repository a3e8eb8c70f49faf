/**
 * `npm run picture -- <run>`: the first screen of a report as `reports/<run>/report.png`, in light colours, down to the end of
 * the cards. The PNG is as the browser makes it, 24 bits a pixel: fewer colours would make two datapaths one.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DESK, withBrowser } from './browser.ts'

/** Below the last thing shown. */
const MARGIN = 24

/** Where the answer ends: below the cards of the first load, or below the text where there are none. */
const BOTTOM = `(document.querySelector('.cards') ?? document.querySelector('.answer')).getBoundingClientRect().bottom + scrollY`

/** @throws Error when there is no Chromium. */
export async function takePicture(page: string, png: string): Promise<void> {
  await withBrowser(async (browser) => {
    const context = await browser.newContext({ colorScheme: 'light', viewport: DESK })
    const tab = await context.newPage()
    await tab.goto(pathToFileURL(resolve(page)).href)
    const bottom = await tab.evaluate<number>(BOTTOM)
    const clip = { x: 0, y: 0, width: DESK.width, height: Math.ceil(bottom) + MARGIN }
    await tab.screenshot({ path: png, fullPage: true, clip })
  })
}

if (import.meta.main) {
  const folder = join('reports', process.argv[2] ?? '')
  const page = join(folder, 'index.html')
  if (process.argv[2] === undefined || !existsSync(page)) {
    process.stderr.write(`usage: npm run picture -- <run>, of which there is a reports/<run>/index.html\n`)
    process.exit(2)
  }
  await takePicture(page, join(folder, 'report.png'))
  process.stdout.write(`${join(folder, 'report.png')}\n`)
}
