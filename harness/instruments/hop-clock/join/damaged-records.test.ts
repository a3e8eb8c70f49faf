/** Whatever is wrong with records, no span is ever negative and the page is counted as unmatched. */
import { expect, test } from 'vitest'
import type { Exchange } from '../../../arm/hop-clock.ts'
import { seededRandom, type SeededRandom } from '../../../numbers/seeded-random.ts'
import { callTree, everyCall } from './call-tree.ts'
import { joinPages } from './join-pages.ts'
import { nestOf, halvesOf, spanOfPage, type JoinedPage } from './joined-page.ts'
import { timesOfPage } from './page-times.ts'
import { gapsOf, isInside, lengthOf } from './span.ts'
import { FAN_OUT, syntheticWindow, type SyntheticOptions } from './testing/synthetic-window.ts'

const tree = callTree(FAN_OUT)!

/** Throws unless everything that a reading is made of is a time that can be, and all parts of a page add up to it. */
function check(joined: JoinedPage): void {
  for (const call of everyCall(joined.calls)) {
    const { request, response } = halvesOf(call)
    const own = gapsOf(
      call.callee,
      call.calls.map(({ caller }) => caller),
    )
    const nest = call.proxies ? nestOf(call, call.proxies) : []
    for (const [at, inner] of nest.slice(1).entries()) expect(isInside(inner, nest[at]!)).toBe(true)
    const lengths = [call.caller, call.callee, request, response, ...own].map(lengthOf)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(0)
  }
  const times = timesOfPage(joined)
  expect(Math.min(...Object.values<number>({ ...times }))).toBeGreaterThanOrEqual(0)
  expect(times.pageNs).toBe(lengthOf(spanOfPage(joined.page)))
  expect(times.partsNs).toBe(times.pageNs)
}

/** Each damages the records of one or two pages and returns their numbers. */
const DAMAGES: Record<string, (exchanges: Exchange[], random: SeededRandom) => (number | undefined)[]> = {
  'a lost record': (exchanges, random) => {
    const [lost] = exchanges.splice(pick(exchanges, random), 1)
    return [lost!.mark?.page]
  },
  'a record that is there twice': (exchanges, random) => {
    const twice = exchanges[pick(exchanges, random)]!
    exchanges.push({ ...twice })
    return [twice.mark?.page]
  },
  'two records with their marks exchanged': (exchanges, random) => {
    const [a, b] = [exchanges[pick(exchanges, random)]!, exchanges[pick(exchanges, random)]!]
    const pages = [a.mark?.page, b.mark?.page]
    if (a.unit.pod === b.unit.pod && a.side === b.side && a.mark?.path !== b.mark?.path) return []
    if (JSON.stringify(a.mark) === JSON.stringify(b.mark)) return []
    ;[a.mark, b.mark] = [b.mark, a.mark]
    return pages
  },
  'a clock that jumped': (exchanges, random) => {
    const jumped = exchanges[pick(exchanges, random)]!
    jumped.requestFirstNs += 3e9
    jumped.responseFirstNs += 3e9
    return [jumped.mark?.page]
  },
  'an answer before its request': (exchanges, random) => {
    const turned = exchanges[pick(exchanges, random)]!
    ;[turned.requestFirstNs, turned.responseFirstNs] = [turned.responseFirstNs, turned.requestFirstNs]
    return [turned.mark?.page]
  },
}
const pick = (exchanges: readonly Exchange[], random: SeededRandom): number =>
  Math.floor(random.next() * exchanges.length)

const WAYS: Required<Pick<SyntheticOptions, 'proxies'>>['proxies'][] = ['none', 'sidecars', 'encrypted']

test.each(Object.keys(DAMAGES))('%s: the page is counted, and nothing is measured wrong', (what) => {
  const random = seededRandom(what)
  for (let run = 0; run < 60; run++) {
    const proxies = WAYS[run % WAYS.length]!
    const window = syntheticWindow({
      topology: FAN_OUT,
      proxies,
      pages: 12,
      intervalNs: 30e6,
      seed: `${run}`,
    })
    const { exchanges } = window.records
    const damaged = DAMAGES[what]!(exchanges, random).filter((page) => page !== undefined)
    const { pages, unmatched } = joinPages(exchanges, window.pages, tree)
    for (const page of pages) check(page)
    const numbers = pages.map(({ page }) => page.number)
    for (const page of damaged) expect(numbers).not.toContain(page)
    const counted = Object.values(unmatched).reduce((sum, count) => sum + count, 0)
    expect(pages.length + counted).toBe(12)
    // Whole pages are not given up for damaged ones.
    expect(counted).toBe(new Set(damaged).size)
  }
})

test('many damages at once on pages that overlap: what is joined is never negative and adds up', () => {
  const random = seededRandom('all at once')
  for (let run = 0; run < 60; run++) {
    const proxies = WAYS[run % WAYS.length]!
    const window = syntheticWindow({
      topology: FAN_OUT,
      proxies,
      pages: 20,
      intervalNs: 100_000,
      seed: `${run}`,
    })
    const { exchanges } = window.records
    for (let damage = 0; damage < 10; damage++) {
      const kinds = Object.values(DAMAGES)
      kinds[Math.floor(random.next() * kinds.length)]!(exchanges, random)
    }
    const { pages, unmatched } = joinPages(exchanges, window.pages, tree)
    for (const page of pages) check(page)
    const counted = Object.values(unmatched).reduce((sum, count) => sum + count, 0)
    expect(pages.length + counted).toBe(20)
  }
})
