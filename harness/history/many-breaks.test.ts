import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { seededRandom } from '../numbers/seeded-random.ts'
import type { RunFacts } from '../results/run-facts.ts'
import { buildHistory } from './build-history.ts'
import { readHistory } from './read-history.ts'
import { madeUpSummary, nightId, writeSummary } from './testing/made-up-summary.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-breaks-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const MOST_BYTES = 2_000_000
const NO_LINE = 'No setting has two runs'

/** What a reader sees of the page of so many nights, of which each run has other facts; no drawings and programs. */
async function pageOf(nights: number, change: (facts: RunFacts, night: number) => RunFacts) {
  for (let night = 0; night < nights; night++)
    writeSummary(folder, nightId(night), madeUpSummary({ night, change: (facts) => change(facts, night) }))
  const { pages, exports, linesLeftOut } = await buildHistory(readHistory(folder))
  const page = pages.find(({ name }) => name === 'history.html')!.content
  expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES)
  const text = page.replaceAll(/<(svg|script|style)\b.*?<\/\1>/gs, '').replaceAll(/\s+/g, ' ')
  const loads = text.split('<h3>Load ').slice(1)
  return {
    text,
    loads: loads.map((part) => part.split(',')[0]),
    captionsOf: (load: string) =>
      loads.find((part) => part.startsWith(load))!.match(/<figcaption>.*?<\/figcaption>/g)!,
    exports,
    linesLeftOut,
  }
}

test('a rate that moves most nights breaks its lines, and all loads are drawn, with what has no room', async () => {
  const random = seededRandom('rates')
  const nights = 400
  const { text, loads, captionsOf, exports, linesLeftOut } = await pageOf(nights, (facts) => ({
    ...facts,
    // The load whose lines break stands first, so that it could take the room of the other.
    loads: facts.loads
      .toReversed()
      .map((load, index) => (index === 0 ? { ...load, pagesPerSecond: 290 + 20 * random.normal() } : load)),
  }))
  expect(text.includes(NO_LINE)).toBe(false)
  expect(text.includes('Not drawn here')).toBe(false)
  expect(loads).toEqual(['busy', 'light'])
  for (const caption of captionsOf('busy'))
    expect(caption).toMatch(/\d{3} breaks<small> a point is up to 3 runs, \d+ runs of short lines not drawn</)
  for (const caption of captionsOf('light')) expect(caption).not.toMatch(/not drawn|breaks/)
  // Lines without a break have a file for Otava each, though there are too many lines; the page says so.
  const isWhole = ({ content }: { content: string }) => content.trim().split('\n').length === nights + 1
  expect(exports.filter(isWhole)).toHaveLength(captionsOf('light').length)
  expect(linesLeftOut).toBeGreaterThan(0)
  expect(text.includes(`there are none of the ${linesLeftOut} shortest lines`)).toBe(true)
}, 60_000)

test('a thousand runs with a new kernel each are drawn in a page under 2 MB', async () => {
  const { text, loads, captionsOf } = await pageOf(1000, (facts, night) => ({
    ...facts,
    host: { ...facts.host, kernel: `6.${night}` },
  }))
  expect(text.includes(NO_LINE)).toBe(false)
  expect(loads).toEqual(['light', 'busy'])
  for (const caption of [...captionsOf('light'), ...captionsOf('busy')])
    expect(caption).toContain('999 breaks<small> a point is up to 8 runs, 740 runs of short lines not drawn<')
}, 60_000)

test('loads of many machines that do not fit are named, and the others are drawn', async () => {
  const machines = 16
  const { text, loads } = await pageOf(machines * 12, (facts, night) => ({
    ...facts,
    host: { ...facts.host, cores: 1 + (night % machines) },
  }))
  const leftOut = 2 * machines - loads.length
  expect(leftOut).toBeGreaterThan(0)
  expect(leftOut).toBeLessThan(2 * machines)
  expect(text.includes(NO_LINE)).toBe(false)
  expect(text.includes(`This page has no room for ${leftOut} further load`)).toBe(true)
  expect(text.match(/<li>chain-3 on netns, machine [0-9a-f]{8}, load \w+, 12 runs<\/li>/g)).toHaveLength(
    leftOut,
  )
}, 60_000)
