import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../system/require-need.ts'
import type { ReportInput } from './report-input.ts'
import { renderReport } from './render-report.ts'
import { checkOnePage } from './testing/check-one-page.ts'
import { LIGHT_AND_BUSY } from './testing/light-and-busy.ts'
import { bothClocksInput } from './testing/synthetic-clock.ts'
import { kindInput, syntheticInput, troubleOf } from './testing/synthetic-input.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-one-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function problemsOf(input: ReportInput, change: (page: string) => string = (page) => page) {
  const files = await renderReport(input)
  const path = join(folder, 'for-architects.html')
  writeFileSync(path, change(files.find(({ name }) => name === 'for-architects.html')!.content))
  return checkOnePage(path)
}

describe.skipIf((await requireNeed('browser')) !== null)('the page for architects in a browser', () => {
  test.each<[string, () => ReportInput]>([
    ['a run with two rates', () => bothClocksInput({ loads: LIGHT_AND_BUSY })],
    [
      'a quick run',
      () =>
        bothClocksInput({ quick: true, capacityRounds: 0, loadsLeftOut: [{ name: 'busy', why: 'quick' }] }),
    ],
    [
      'a noisy run with an arm that failed',
      () =>
        bothClocksInput({ loads: LIGHT_AND_BUSY, trialNoise: 0.3, trouble: troubleOf('sidecar', 'failed') }),
    ],
    [
      'an invalid run',
      () => syntheticInput({ trouble: ['sidecar', 'ebpf'].flatMap((arm) => troubleOf(arm, 'invalid', 18)) }),
    ],
    ['meshes in clusters', () => kindInput({ hopClock: true })],
    [
      'a run whose loads differ in their connections',
      () =>
        bothClocksInput({
          loads: [
            { name: 'keep-alive', connection: 'keep-alive' },
            { name: 'new-connections', connection: 'per-request' },
          ],
        }),
    ],
    ['a run without trials', () => ({ ...syntheticInput({ rounds: 0, capacityRounds: 0 }), evidence: [] })],
  ])('of %s is one sheet of A4, and whole on a phone, in light and in dark', async (_, input) => {
    expect(await problemsOf(input())).toEqual([])
  })

  test('the check finds each fault of a page that has them all', async () => {
    const found = await problemsOf(bothClocksInput({ loads: LIGHT_AND_BUSY }), (page) =>
      page
        .replace(
          '</h1>',
          '</h1><p style="width:900px">wide</p><p style="color:#ccc;background:#fff">pale</p>',
        )
        .replace('</main>', '<p style="height:900px">long</p><p style="font-size:5px">small</p></main>')
        .replace('@media screen and (prefers', '@media all and (prefers'),
    )
    for (const problem of [
      /phone: reaches beyond the edge: P wide/,
      /print: reaches beyond the edge: P wide/,
      /light: color-contrast/,
      /print: [23] sheets/,
      /print: letters of 5 px/,
      /print: the paper is/,
    ])
      expect(found.join('\n')).toMatch(problem)
  })
})
