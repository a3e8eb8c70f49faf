import { expect, test } from 'vitest'
import { bothClocksInput, fanOutInput } from '../../testing/synthetic-clock.ts'
import { syntheticInput } from '../../testing/synthetic-input.ts'
import { viewsOf } from '../views.ts'
import { waterfallOf, waterfallTable } from './waterfall.ts'

const viewOf = (input = bothClocksInput()) => viewsOf(input).loads[0]!

test('there is a page of every datapath, without the twin, and none without a hop clock', () => {
  const { pages } = waterfallOf(viewOf(), 'median')!
  expect(pages.map(({ arm }) => arm.name)).toEqual([
    'direct',
    'kube-proxy-iptables',
    'sidecar',
    'sidecar-mtls',
    'ebpf',
  ])
  expect(waterfallOf(viewOf(syntheticInput()), 'median')).toBeNull()
})

test('the figures of the table add up to the page: where nothing is parallel, every part counts once', () => {
  const { head, rows } = waterfallTable(waterfallOf(viewOf(), 'median')!)
  const own = rows.filter(([arm]) => arm === 'sidecar')
  const number = (text: string) => Number(text.replace(',', ''))
  const parts = own.flatMap((row) =>
    row
      .slice(2, -1)
      .filter((text) => text !== '–')
      .map(number),
  )
  const page = number(own[0]!.at(-1)!)
  // Each printed figure is rounded to a microsecond.
  expect(Math.abs(parts.reduce((sum, us) => sum + us, 0) - page)).toBeLessThanOrEqual(parts.length / 2)
  expect(head).toContain('wire between proxies')
})

test('where calls are parallel, what the page waited for adds up to the page', () => {
  const waterfall = waterfallOf(viewOf(fanOutInput()), 'slow')!
  for (const { calls, totalUs, isSequential } of waterfall.pages) {
    expect(isSequential).toBe(false)
    const waited = calls.flatMap(({ spans }) => spans.filter(({ critical }) => critical))
    expect(waited.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0)).toBeCloseTo(totalUs, 6)
  }
  expect(waterfallTable(waterfall).head).toContain('the page waited for')
})
