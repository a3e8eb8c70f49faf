/** Checks the page for architects in a browser: one sheet of A4, a phone, light and dark, nothing cut off. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { accessibilityProblems } from './accessibility.ts'
import { DESK, withBrowser } from './browser.ts'

const PHONE = { width: 390, height: 844 }
/** A4 without the margins of the style sheet, at 96 dots an inch. */
const PAPER = { width: 725, height: 1062 }
/** Smaller letters than these (7 px are 5.3 pt) nobody reads on paper. */
const SMALLEST_PX = 7

// Programs that run in the page, as text: the harness has no DOM and its types have none.
const BEYOND_EDGE = `[...document.querySelectorAll('main *, footer *')]
  .filter((element) => element.checkVisibility() && element.getClientRects().length > 0)
  .filter((element) => element.getBoundingClientRect().width > 1 && element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.tagName + ' ' + element.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40))`
/** Cells whose text is wider than they are: it would lie on the next cell. */
const CUT_OFF = `[...document.querySelectorAll('td, th, dd, p, h1')]
  .filter((element) => element.checkVisibility() && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.tagName + ' ' + element.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40))`
const SMALLEST_LETTERS = `Math.min(...[...document.querySelectorAll('main *')]
  .filter((element) => element.checkVisibility() && element.textContent.trim() !== '')
  .map((element) => parseFloat(getComputedStyle(element).fontSize)))`

/** Returns the problems as text; empty where the page has none. @throws Error when there is no Chromium. */
export async function checkOnePage(path: string): Promise<string[]> {
  const url = pathToFileURL(resolve(path)).href
  return withBrowser(async (browser) => {
    const inLook = async (options: BrowserContextOptions, name: string, look: Look): Promise<string[]> => {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      await page.goto(url)
      const problems = await look(page)
      await context.close()
      return problems.map((text) => `${name}: ${text}`)
    }
    const problems = await Promise.all([
      inLook({ colorScheme: 'light', viewport: DESK }, 'light', onScreen),
      inLook({ colorScheme: 'dark', viewport: DESK }, 'dark', onScreen),
      inLook({ colorScheme: 'light', viewport: PHONE }, 'phone', onScreen),
      inLook({ colorScheme: 'dark', viewport: PAPER }, 'print', onPaper),
    ])
    return problems.flat()
  })
}

type Look = (page: Page) => Promise<string[]>

const onScreen: Look = async (page) => [...(await laidOut(page)), ...(await accessibilityProblems(page))]

async function laidOut(page: Page): Promise<string[]> {
  const beyond = await page.evaluate<string[]>(BEYOND_EDGE)
  const cutOff = await page.evaluate<string[]>(CUT_OFF)
  return [
    ...beyond.map((text) => `reaches beyond the edge: ${text}`),
    ...cutOff.map((text) => `wider than its place: ${text}`),
  ]
}

async function onPaper(page: Page): Promise<string[]> {
  const pdf = await page.pdf({ preferCSSPageSize: true })
  const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const smallest = await page.evaluate<number>(SMALLEST_LETTERS)
  return [
    ...(sheets === 1 ? [] : [`${sheets} sheets`]),
    ...(background === 'rgb(255, 255, 255)' ? [] : [`the paper is ${background}`]),
    ...(smallest >= SMALLEST_PX ? [] : [`letters of ${smallest} px`]),
    ...(await laidOut(page)),
  ]
}
