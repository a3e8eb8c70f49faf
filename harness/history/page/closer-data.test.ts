import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHistory } from '../read-history.ts'
import { settingsOf } from '../settings.ts'
import { madeUpSummary, nightId, writeSummary } from '../testing/made-up-summary.ts'
import { closerLoad, closerSetting } from './closer-data.ts'

test('of more runs than a reader can look at closer the newest are there, and the list says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-closer-'))
  writeSummary(folder, nightId(0), madeUpSummary({ night: 0 }))
  const [run] = readHistory(folder).runs
  rmSync(folder, { recursive: true })
  const nights = 1400
  const runs = Array.from({ length: nights }, (_, night) => {
    const { id, run: facts } = { id: nightId(night), run: madeUpSummary({ night }).run }
    const kernel = night < nights - 1 ? facts.host.kernel : 'new'
    return { ...run!, facts: { ...facts, id, host: { ...facts.host, kernel } } }
  })
  const [setting] = settingsOf(runs)
  const shown = closerSetting(setting!).runs
  expect(shown.length).toBeGreaterThan(1000)
  expect(shown.length).toBeLessThan(nights)
  expect(shown.at(-1)![0]).toBe(nightId(nights - 1))
  const { label, series } = closerLoad(setting!, setting!.loads[0]!)
  expect(label).toContain(`the newest ${shown.length} of ${nights} runs`)
  for (const one of series) {
    expect(one.middles).toHaveLength(shown.length)
    expect(one.breaks).toEqual([shown.length - 1])
  }
})
