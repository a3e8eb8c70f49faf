/** The drawings of a page of costs over time, as a browser would read them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildHistory } from '../build-history.ts'
import { readHistory } from '../read-history.ts'
import { madeUpSummary, nightId, writeSummary } from '../testing/made-up-summary.ts'

test('each tick of an axis has its own figure: what is rounded is where marks stand, and no label', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-drawings-'))
  try {
    for (let night = 0; night < 12; night++) writeSummary(folder, nightId(night), madeUpSummary({ night }))
    const { pages } = await buildHistory(readHistory(folder))
    const page = pages.find(({ name }) => name === 'history.html')!.content
    const axes = (page.match(/<svg.*?<\/svg>/gs) ?? [])
      .map((svg) => [...svg.matchAll(/>(×[\d.,]+)</g)].map(([, label]) => label))
      .filter((labels) => labels.length > 0)
    expect(axes.length).toBeGreaterThan(3)
    for (const labels of axes) expect(new Set(labels).size).toBe(labels.length)
    expect(axes.flat().some((label) => /\.\d{2}/.test(label!))).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
