import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../system/require-need.ts'
import type { ReportInput } from './report-input.ts'
import { renderReport } from './render-report.ts'
import { checkReport } from './testing/check-report.ts'
import { shopInput, syntheticInput, troubleOf } from './testing/synthetic-input.ts'

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
      'an arm that failed on a noisy machine',
      () => syntheticInput({ trialNoise: 0.3, trouble: troubleOf('sidecar', 'failed') }),
    ],
  ])('of %s can be read in light, dark, print, on a phone and without JavaScript', async (_, input) => {
    expect(await problemsOf(input())).toEqual([])
  })

  test.each<[string, (page: string) => string, RegExp]>([
    [
      'a request',
      (page) => page.replace('<body>', '<body><img alt="" src="missing.png">'),
      /requests .*missing\.png/,
    ],
    [
      'a box wider than a phone',
      (page) => page.replace('<body>', '<body><p style="width:800px">wide</p>'),
      /phone: the page is \d+ px/,
    ],
    [
      'text too pale',
      (page) => page.replace('<body>', '<body><p style="color:#ccc;background:#fff">pale</p>'),
      /color-contrast/,
    ],
    [
      'a fold that paper keeps closed',
      (page) => page.replace('details::details-content', 'details::nothing'),
      /details stay closed/,
    ],
    ['a dark print', (page) => page.replace('@media screen and', '@media all and'), /print: the paper is/],
    [
      'a script that fails',
      (page) => page.replace('</body>', '<script>missing()</script></body>'),
      /script: missing is not defined/,
    ],
    [
      'a lost headline',
      (page) => page.replace(/<h1>.*?<\/h1>/s, '<h1></h1>'),
      /without JavaScript: the headline is missing/,
    ],
    [
      'a label cut off',
      (page) => page.replace('</svg>', '<text x="-90">beyond</text></svg>'),
      /cut off in a drawing: “beyond”/,
    ],
    [
      'bytes without end',
      (page) => page.replace('</body>', `<!--${'x'.repeat(400_000)}--></body>`),
      /more than 400000/,
    ],
  ])('the check finds %s', async (_, change, problem) => {
    expect((await problemsOf(syntheticInput(), change)).join('\n')).toMatch(problem)
  })
})
