/** Starts the browser in which tests look at reports. */
import { chromium, type Browser } from 'playwright-core'
import { chromiumPath } from '../../system/chromium.ts'

export const DESK = { width: 1280, height: 900 }

/** Flags that keep the browser's own services from making requests, because the checks count the requests of the page. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Colours exactly as the page names them, independent of the machine's screen.
  '--force-color-profile=srgb',
]

/** Runs `use` with a new browser that has an empty profile, and always closes the browser. @throws Error when there is no Chromium. */
export async function withBrowser<Result>(use: (browser: Browser) => Promise<Result>): Promise<Result> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS })
  try {
    return await use(browser)
  } finally {
    await browser.close()
  }
}
