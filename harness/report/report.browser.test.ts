import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../system/require-need.ts'
import type { ReportInput } from './report-input.ts'
import { renderReport } from './render-report.ts'
import { colourVariables } from './look/palette.ts'
import { withBrowser } from './testing/browser.ts'
import { checkReport } from './testing/check-report.ts'
import { pngColours } from './testing/png-colours.ts'
import { SIGHTS_OF_ATTEMPTS } from './testing/synthetic-attempts.ts'
import { VERDICTS } from './testing/synthetic-verdicts.ts'
import { bothClocksInput, fanOutInput } from './testing/synthetic-clock.ts'
import { kindInput, shopInput, syntheticInput, troubleOf } from './testing/synthetic-input.ts'
import { THIRTY_IN_CIRCLES, withSights } from './testing/synthetic-sights.ts'
import { takePicture } from './testing/take-picture.ts'

/** How far the first waterfall reaches beyond its frame, px. */
const BEYOND_FRAME = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.waterfall .frame'))`

const folder = mkdtempSync(join(tmpdir(), 'hopbench-browser-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function problemsOf(input: ReportInput, change: (page: string) => string = (page) => page) {
  const [page] = await renderReport(input)
  const path = join(folder, 'index.html')
  writeFileSync(path, change(page!.content))
  return checkReport(path)
}

describe.skipIf((await requireNeed('browser')) !== null)('a report in a browser', () => {
  test.each<[string, () => ReportInput]>([
    ['a whole run', () => syntheticInput()],
    ['a shop', shopInput],
    [
      'a shop whose flows go in circles among thirty services',
      () => withSights(shopInput(), THIRTY_IN_CIRCLES),
    ],
    ['meshes in clusters', kindInput],
    ['pages with parallel calls', fanOutInput],
    ['meshes in clusters, from the inside', () => kindInput({ hopClock: true })],
    [
      'two loads with connections',
      () =>
        syntheticInput({
          loads: [
            { name: 'kept', connection: 'keep-alive' },
            { name: 'fresh', connection: 'per-request' },
          ],
        }),
    ],
    [
      'two rates',
      () =>
        bothClocksInput({
          loads: [
            { name: 'light', connection: 'keep-alive' },
            { name: 'busy', connection: 'keep-alive', pagesPerSecond: 260, windowsPerBringUp: 1 },
          ],
        }),
    ],
    [
      'an arm that failed on a noisy machine',
      () => syntheticInput({ trialNoise: 0.3, trouble: troubleOf('sidecar', 'failed') }),
    ],
    ['attempts', () => ({ ...syntheticInput(), sights: SIGHTS_OF_ATTEMPTS })],
    ['verdicts of policies', () => ({ ...syntheticInput(), verdicts: VERDICTS })],
  ])('of %s can be read in light, dark, print, on a phone and without JavaScript', async (_, input) => {
    expect(await problemsOf(input())).toEqual([])
  })

  test('the picture of a report has the very colours of its datapaths', async () => {
    const input = syntheticInput()
    const [page] = await renderReport(input)
    const [path, png] = [join(folder, 'picture.html'), join(folder, 'picture.png')]
    writeFileSync(path, page!.content)
    await takePicture(path, png)
    const treatments = input.run.arms.filter(({ role }) => role === 'treatment')
    const hues = [...colourVariables(input.run.datapaths, 'light').matchAll(/--dp-([\w-]+):(#\w{6})/g)]
    const wanted = hues.filter(([, datapath]) => treatments.some((arm) => arm.datapath === datapath))
    expect(wanted).toHaveLength(treatments.length)
    const seen = pngColours(readFileSync(png))
    for (const [, datapath, hue] of wanted) expect(seen, datapath).toContain(hue)
  })

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'the waterfall has the very colours of the datapaths, %s at %i px, and fits its frame',
    async (colorScheme, width) => {
      const input = bothClocksInput()
      const [page] = await renderReport(input)
      const path = join(folder, 'waterfall.html')
      writeFileSync(path, page!.content)
      const { png, scroll } = await withBrowser(async (browser) => {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
        const tab = await context.newPage()
        await tab.goto(pathToFileURL(path).href)
        const frame = tab.locator('.picture .waterfall .frame')
        return {
          png: await frame.screenshot(),
          scroll: await tab.evaluate<number>(BEYOND_FRAME),
        }
      })
      const seen = pngColours(png)
      for (const [, datapath, hue] of colourVariables(input.run.datapaths, colorScheme).matchAll(
        /--dp-([\w-]+):(#\w{6})/g,
      ))
        expect(seen, datapath).toContain(hue)
      expect(scroll).toBeLessThanOrEqual(0)
    },
  )

  test('the check finds each fault of a page that has them all', async () => {
    const faults: [find: string | RegExp, replacement: string, problem: RegExp][] = [
      ['<main>', '<img alt="" src="missing.png"><main>', /requests .*missing\.png/],
      ['<main>', '<p style="width:800px">wide</p><main>', /phone: the page is \d+ px/],
      ['</main>', '<p style="color:#ccc;background:#fff">pale</p></main>', /light: color-contrast/],
      ['details::details-content', 'details::nothing', /print: \d+ details stay closed/],
      ['@media screen and', '@media all and', /print: the paper is/],
      [
        '</main>',
        '<p style="width:1500px">long</p></main>',
        /print: cut off at the edge of the paper: P long/,
      ],
      ['</main>', '</main><script>missing()</script>', /script: missing is not defined/],
      [/<h1>.*?<\/h1>/s, '<h1></h1>', /without JavaScript: the headline is missing/],
      [/<table class="?figures[^>]*>/g, '<table>', /the table of figures is missing/],
      ['Why you can believe it', 'Why', /the evidence is missing/],
      ['</svg>', '<text x="-90">beyond</text></svg>', /cut off in a drawing: “beyond”/],
      [
        '</main>',
        '<div class="waterfall"><svg><text y="20">this</text><text y="20">that</text></svg></div></main>',
        /phone: names on each other in a drawing: this \/ that/,
      ],
      [/$/, `<!--${'x'.repeat(400_000)}-->`, /more than 400000/],
    ]
    const found = await problemsOf(syntheticInput(), (page) =>
      faults.reduce((broken, [find, replacement]) => broken.replace(find, replacement), page),
    )
    for (const [, , problem] of faults) expect(found.join('\n')).toMatch(problem)
  })
})
