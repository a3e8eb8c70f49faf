/** The browser that reports are looked at with. */
import { chromium, type Browser } from 'playwright-core'
import { chromiumPath } from '../../system/chromium.ts'

export const DESK = { width: 1280, height: 900 }

/** No service of the browser itself may reach out while requests of the page are counted. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Colours as the page names them, whatever screen the machine has.
  '--force-color-profile=srgb',
]

/** Gives a browser of its own, with an empty profile, and closes it whatever happens. @throws Error when there is no Chromium. */
export async function withBrowser<Result>(use: (browser: Browser) => Promise<Result>): Promise<Result> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS })
  try {
    return await use(browser)
  } finally {
    await browser.close()
  }
}
