/** Checks a report in a browser as its readers will see it: light, dark, on paper, on a phone, without JavaScript. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { ARCHITECTS_HTML } from '../model/file-names.ts'
import { accessibilityProblems, RULES_OF_COLOUR, RULES_OF_LAYOUT } from './accessibility.ts'
import { DESK, withBrowser } from './browser.ts'
import { checkOnePage } from './check-one-page.ts'

/** Largest size of the page, so that mail programs and CI viewers can show it. */
const MOST_BYTES = 400_000
const PHONE = { width: 390, height: 844 }
/** A4 landscape without its margins, at 96 dots an inch. */
const PAPER = { width: 1032, height: 703 }

// Programs that run in the page, as text: the harness has no DOM and its types have none.
const OPEN_DETAILS = `for (const details of document.querySelectorAll('details')) details.open = true`
const CLOSED_DETAILS = `[...document.querySelectorAll('details > :not(summary)')]
  .filter((content) => !content.checkVisibility({ contentVisibilityAuto: true })).length`
/** What stands beyond the edge, without what is inside of something that does. */
const BEYOND_PAPER = `[...document.querySelectorAll('main *')]
  .filter((element) => [element, element.parentElement]
    .map((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
    .join() === 'true,false')
  .map((element) => element.tagName + ' ' + element.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40))`
const TEXTS_CUT_OFF = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect()
  return [...svg.querySelectorAll('text')].filter((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect()
    return left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1
  }).map((text) => text.textContent)
})`
const TEXTS_ON_TEXTS = `[...document.querySelectorAll('.waterfall svg')].flatMap((svg) => {
  const texts = [...svg.querySelectorAll('text')].map((text) => ({ text, box: text.getBoundingClientRect() }))
  return texts.flatMap(({ text, box }, index) => texts.slice(index + 1)
    .filter(({ box: other }) => box.width > 0 && box.left < other.right && other.left < box.right
      && box.top + 3 < other.bottom && other.top + 3 < box.bottom)
    .map((other) => text.textContent.trim() + ' / ' + other.text.textContent.trim()))
})`

/** Returns the problems as text; empty when the report has none. @throws Error when there is no Chromium. */
export async function checkReport(path: string): Promise<string[]> {
  const url = pathToFileURL(resolve(path)).href
  const { size } = statSync(path)
  const problems = size > MOST_BYTES ? [`the file has ${size} bytes, more than ${MOST_BYTES}`] : []
  const seen = await withBrowser((browser) =>
    Promise.all(
      LOOKS.map(async ({ name, look, options }) =>
        (await problemsIn(browser, url, options, look)).map((problem) => `${name}: ${problem}`),
      ),
    ),
  )
  return [...problems, ...seen.flat()]
}

interface Look {
  name: string
  options: BrowserContextOptions
  look: (page: Page) => Promise<string[]>
}

const LOOKS: Look[] = [
  { name: 'light', options: { colorScheme: 'light', viewport: DESK }, look: inLight },
  { name: 'dark', options: { colorScheme: 'dark', viewport: DESK }, look: inDark },
  { name: 'phone', options: { viewport: PHONE }, look: onPhone },
  { name: 'print', options: { viewport: PAPER, colorScheme: 'dark' }, look: onPaper },
  { name: 'without JavaScript', options: { viewport: DESK, javaScriptEnabled: false }, look: incomplete },
]

/** Opens the page. Errors on the console and requests are problems in every look. */
async function problemsIn(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  look: Look['look'],
): Promise<string[]> {
  const context = await browser.newContext(options)
  const problems: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`))
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:'))
      problems.push(`requests ${request.url()}`)
  })
  await page.goto(url)
  const seen = await look(page)
  await context.close()
  return [...problems, ...seen]
}

/** Checks accessibility by every rule with all details open, that no text of a drawing is cut off, and that nothing is missing. */
async function inLight(page: Page): Promise<string[]> {
  await page.evaluate(OPEN_DETAILS)
  return [
    ...(await accessibilityProblems(page)),
    ...(await cutOff(page)),
    ...(await overlapping(page)),
    ...(await incomplete(page)),
  ]
}

/** In the dark only colours are others than in the light. */
async function inDark(page: Page): Promise<string[]> {
  await page.evaluate(OPEN_DETAILS)
  return accessibilityProblems(page, RULES_OF_COLOUR)
}

/** The page must not scroll sideways; frames inside it may. Drawings for phones have names that can be read. */
async function onPhone(page: Page): Promise<string[]> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  return [
    ...(width > PHONE.width ? [`the page is ${width} px wide on a phone of ${PHONE.width}`] : []),
    ...(await accessibilityProblems(page, RULES_OF_LAYOUT)),
    ...(await cutOff(page)),
    ...(await overlapping(page)),
  ]
}

/** Paper must be white even for a dark screen, with all details open and nothing beyond the edge. */
async function onPaper(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const closed = await page.evaluate<number>(CLOSED_DETAILS)
  const beyond = await page.evaluate<string[]>(BEYOND_PAPER)
  return [
    ...(background === 'rgb(255, 255, 255)' ? [] : [`the paper is ${background}`]),
    ...beyond.map((text) => `cut off at the edge of the paper: ${text}`),
    ...(closed === 0 ? [] : [`${closed} details stay closed`]),
  ]
}

/** Finds missing parts that every report must have. It uses locators, so that it works without JavaScript too. */
async function incomplete(page: Page): Promise<string[]> {
  const headline = (await page.locator('h1').textContent()) ?? ''
  const rows = await page.locator('table.figures tbody tr').count()
  const isEmptyRun = /^(Nothing (was measured|can be compared)|This run ranks nothing)/.test(headline)
  return [
    ...(headline.trim().length > 20 ? [] : ['the headline is missing']),
    ...(rows > 1 || isEmptyRun ? [] : ['the table of figures is missing']),
    ...((await page.getByRole('heading', { name: 'Why you can believe it' }).count()) === 1
      ? []
      : ['the evidence is missing']),
  ]
}

/** Finds texts that reach beyond the edge of their drawing. */
async function cutOff(page: Page): Promise<string[]> {
  const texts = await page.evaluate<string[]>(TEXTS_CUT_OFF)
  return texts.map((text) => `cut off in a drawing: “${text}”`)
}

/** Finds names in the waterfall that lie on each other. */
async function overlapping(page: Page): Promise<string[]> {
  const pairs = await page.evaluate<string[]>(TEXTS_ON_TEXTS)
  return pairs.map((pair) => `names on each other in a drawing: ${pair}`)
}

if (import.meta.main) {
  const [path] = process.argv.slice(2)
  if (path === undefined) {
    process.stderr.write('usage: node harness/report/testing/check-report.ts reports/<run>/index.html\n')
    process.exit(2)
  }
  const onePage = join(dirname(path), ARCHITECTS_HTML)
  const problems = [
    ...(await checkReport(path)),
    ...(existsSync(onePage)
      ? (await checkOnePage(onePage)).map((text) => `${ARCHITECTS_HTML}: ${text}`)
      : [`${ARCHITECTS_HTML} is missing`]),
  ]
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  if (problems.length === 0) process.stdout.write(`${path}: no problems found\n`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
