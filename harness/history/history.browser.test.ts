import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { accessibilityProblems } from '../report/testing/accessibility.ts'
import { DESK, withBrowser } from '../report/testing/browser.ts'
import { requireNeed } from '../system/require-need.ts'
import { buildHistory } from './build-history.ts'
import { readHistory } from './read-history.ts'
import { madeUpSummary, nightId, writeSummary } from './testing/made-up-summary.ts'
import { writeHistory } from './write-history.ts'

const PHONE = { width: 390, height: 844 }
const folder = mkdtempSync(join(tmpdir(), 'hopbench-history-browser-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HOSTILE = `"><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">`
const STEP = 20

/** Two machines, a step, a break, a hostile name, a file that is skipped. */
async function writeAll(): Promise<void> {
  for (let night = 0; night < 46; night++)
    writeSummary(
      folder,
      nightId(night),
      madeUpSummary({
        night,
        multiple: (arm) => (arm === 'sidecar' && night >= STEP ? 2 : 1.5),
        change: (facts) => ({
          ...facts,
          methodVersion: night < 32 ? 1 : 2,
          // A page as large as that of a real team would keep the check of accessibility busy for a minute.
          loads: facts.loads.slice(0, 1),
          arms: facts.arms.filter(({ name }) => ['direct', 'kube-proxy-iptables', 'sidecar'].includes(name)),
          host: {
            ...facts.host,
            cores: night < 42 ? 2 : 8,
            cpuModel: night < 42 ? facts.host.cpuModel : HOSTILE,
          },
        }),
      }),
    )
  writeSummary(folder, 'broken', '{')
  writeHistory(folder, await buildHistory(readHistory(folder)))
}

const CUT_OFF = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect()
  return [...svg.querySelectorAll('text')].filter((text) => {
    const { left, right, top, bottom, width } = text.getBoundingClientRect()
    return width > 0 && (left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1)
  }).map((text) => 'cut off: ' + text.textContent)
})`

const WIDEST = `[...document.querySelectorAll('main *')]
  .filter((element) => element.getBoundingClientRect().right > 391 && !element.closest('.frame > *, svg'))
  .map((element) => element.tagName + '.' + element.className + '#' + element.id).slice(0, 3).join(', ')`

/** Opens a page of the history; errors on the console and requests are problems. */
async function look(
  browser: Browser,
  name: string,
  options: Parameters<Browser['newContext']>[0],
  problemsOf: (page: Page) => Promise<string[]>,
): Promise<string[]> {
  const url = pathToFileURL(join(folder, name)).href
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`))
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:'))
      problems.push(`requests ${request.url()}`)
  })
  await page.goto(url)
  problems.push(...(await problemsOf(page)))
  await context.close()
  return problems.map((problem) => `${name}: ${problem}`)
}

async function accessible(page: Page): Promise<string[]> {
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
  const hacked = await page.evaluate<boolean>('window.hacked !== undefined')
  return [
    ...(await accessibilityProblems(page)),
    ...(await page.evaluate<string[]>(CUT_OFF)),
    ...(hacked ? ['a name ran as a script'] : []),
  ]
}

async function onPhone(page: Page): Promise<string[]> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  return [
    ...(width > PHONE.width
      ? [`the page is ${width} px wide on a phone of ${PHONE.width}: ${await page.evaluate<string>(WIDEST)}`]
      : []),
    ...(await accessible(page)),
  ]
}

describe.skipIf((await requireNeed('browser')) !== null)('the history in a browser', () => {
  test('is accessible in light, and in dark on a phone, readable without JavaScript, and lets a reader look closer', async () => {
    await writeAll()
    await withBrowser(async (browser) => {
      const problems: string[] = []
      for (const name of ['index.html', 'history.html'])
        problems.push(
          ...(await look(browser, name, { colorScheme: 'light', viewport: DESK }, accessible)),
          ...(await look(browser, name, { colorScheme: 'dark', viewport: PHONE }, onPhone)),
        )
      expect(problems).toEqual([])

      await look(browser, 'history.html', { javaScriptEnabled: false, viewport: DESK }, async (page) => {
        expect(await page.locator('#closer').isVisible()).toBe(false)
        expect(await page.locator('.panel svg').count()).toBeGreaterThan(8)
        expect(await page.getByText('Changes of level, advisory').first().isVisible()).toBe(true)
        expect(await page.locator('#skipped').isVisible()).toBe(true)
        return []
      })

      await look(browser, 'history.html', { viewport: DESK }, async (page) => {
        const dots = page.locator('#closer-drawing svg .mark-symbol path')
        expect(await dots.count()).toBe(4)
        await page.locator('#closer-group').selectOption({ index: 1 })
        expect(await dots.count()).toBe(42)
        const before = await page.locator('#closer-drawing svg').innerHTML()
        await page.locator('#closer-series').selectOption({ index: 1 })
        expect(await page.locator('#closer-drawing svg').innerHTML()).not.toBe(before)
        await dots.nth(STEP).click()
        expect(await page.locator('#closer-run').textContent()).toMatch(
          new RegExp(`^${nightId(STEP)}, 2024-01-21: ×`),
        )
        return []
      })
    })
  })
})
