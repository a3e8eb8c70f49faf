/**
 * `npm run picture -- <run>` writes the first screen of a report to `reports/<run>/report.png`, in light colours, down to the
 * end of the cards. The PNG keeps the browser's 24 bits a pixel: with fewer colours, two datapaths could get the same one.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DESK, withBrowser } from './browser.ts'

/** Space below the last element, px. */
const MARGIN = 24

/** Bottom of the picture: below the cards of the first load, or below the text of the answer if there are no cards. */
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
    process.stderr.write(
      'usage: npm run picture -- <run>, for a run that has reports/<run>/index.html (made by npm run report -- <run>)\n',
    )
    process.exit(2)
  }
  await takePicture(page, join(folder, 'report.png'))
  process.stdout.write(`${join(folder, 'report.png')}\n`)
}
