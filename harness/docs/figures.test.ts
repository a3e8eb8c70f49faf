/** That figures in the prose of pages are those of the records and of the code, and that no other figure stands there. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROOF_PAGES } from '../arm/prove-arm.ts'
import { planOf } from '../commands/plan.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { SHARE_OF_CAPACITY } from '../engine/choose-rate.ts'
import * as limits from '../load/limits.ts'
import * as plan from '../plan/durations.ts'
import { firstWarmUpPages } from '../plan/first-warm-up.ts'
import { percent } from '../report/model/format.ts'
import { MOST_FOREIGN_SHARE } from '../results/foreign-share.ts'
import { readRun } from '../results/read-run.ts'
import { INVALID_SHARE } from '../stats/compare.ts'
import { withoutBlocks } from './generated-block.ts'
import { readPage, ROOT, withoutCode } from './pages.ts'

/** A number with a unit of something that is measured. */
const FIGURE = /[−+±×]?\d[\d,.]*(?: to \d[\d,.]*)? (?:µs|ms|ns|s|%|GB|MB|kB|MiB|minutes|times|pages)(?!\w)/g

/** Figures of prose that no record can hold, and why. */
const NOT_OF_RECORDS: Record<string, Record<string, string>> = {
  'README.md': {
    '440 MB': 'npm packages that set-up installs',
    '8 GB': 'what a machine must have',
    '1 MiB': 'a limit of what is measured',
  },
  'docs/studies.md': {
    '95 %': 'a confidence',
    '200 pages': 'the rate of a study whose scenario is described',
    '0.6 s': 'the windows of that scenario',
    '99 %': 'a confidence',
    '43 %': 'of two runs of which the page says that no records are kept',
  },
}

test.each(Object.entries(NOT_OF_RECORDS))(
  'figures of %s stand in blocks that are made from records',
  (page, known) => {
    const prose = withoutCode(withoutBlocks(readPage(page))).replaceAll(/[\u00a0\n]/g, ' ')
    const found = [...prose.matchAll(FIGURE)].map(([figure]) => figure)
    expect(new Set(found)).toEqual(new Set(Object.keys(known)))
  },
)

const MINUTES = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

test('the README says how long the whole run took', () => {
  const { journal, run } = readRun(join(ROOT, 'results', 'sample'))
  const minutes = (Date.parse(journal.at(-1)!.startedAt) - Date.parse(run.startedAt)) / 60_000
  expect(readPage('README.md')).toContain(`about ${MINUTES[Math.round(minutes)]} minutes`)
})

test('the README promises for a quick run what the plan says', () => {
  const { totalSeconds } = planOf(
    resolveRun({
      ...{ provider: 'netns', quick: true, out: '.', folder: ROOT, json: false, providerFlags: {} },
    }),
  )
  expect(readPage('README.md')).toContain('a first look in a minute or two')
  expect(totalSeconds).toBeLessThan(75)
  expect(totalSeconds).toBeGreaterThan(40)
})

/** Whether a table of the page has a row that begins so and holds the figure. */
const hasRow = (page: string, first: string, figure: string): boolean =>
  page.split('\n').some((line) => line.startsWith(`| ${first}`) && line.includes(figure))

test('the limits in the tables of the method page are those of the code', () => {
  const page = readPage('docs/method.md')
  const plain = (share: number) => percent(share).replace('\u00a0', ' ').replace('.0', '')
  const ms = `${limits.MOST_LAG_P99_US / 1000} ms`
  const rows: [first: string, ...figures: string[]][] = [
    ['achieved rate', plain(limits.LEAST_ACHIEVED_SHARE), `${limits.PAGES_AT_EDGES.least} pages missing`],
    ['failed and timed-out pages', `1 in ${1 / limits.MOST_ERROR_SHARE}`],
    ['lag, p99', ms],
    ['CPU of the client', plain(limits.MOST_CLIENT_CORE_SHARE)],
    ['CPU of the other arms', plain(limits.MOST_OTHER_ARMS_SHARE)],
    ['CPU of other programs', plain(MOST_FOREIGN_SHARE)],
    ['steal', plain(limits.MOST_STEAL_SHARE)],
    ['host busy', plain(limits.MOST_BUSY_SHARE)],
    ['withheld', plain(INVALID_SHARE)],
  ]
  for (const [first, ...figures] of rows)
    for (const figure of figures) expect(hasRow(page, first, figure), `${first}: ${figure}`).toBe(true)
})

test('the pages of method and instruments say of the default run what its plan and its scenario say', () => {
  const options = resolveRun({
    ...{ provider: 'netns', quick: false, out: '.', folder: ROOT, json: false, providerFlags: {} },
  })
  const { bringUps, roundsPerBringUp } = planOf(options)
  const { loads, topology } = options.scenario
  const seconds = (ms: number) => `${ms / 1000} s`
  const pages = (rounds: number, quick = false) =>
    firstWarmUpPages(topology, { quick, roundsPerBringUp: rounds })
  const says = (page: string, text: string) =>
    expect(readPage(page).replaceAll(/\s+/g, ' ').includes(text), `${page}: ${text}`).toBe(true)
  says('docs/method.md', `${bringUps} bring-ups of ${roundsPerBringUp} rounds`)
  says('docs/reference.md', `the scenario's, ${options.scenario.rounds} |`)
  says('docs/method.md', `with windows of ${seconds(loads[0]!.measure)}`)
  says('docs/method.md', `\`light\`, ${loads[0]!.pagesPerSecond} pages a second`)
  says('docs/method.md', `\`busy\`, with a rate of \`${loads[1]!.pagesPerSecond}\``)
  says('docs/method.md', `${pages(roundsPerBringUp)} pages of three calls`)
  says('docs/method.md', `${pages(roundsPerBringUp + 1)} on kind, ${pages(1, true)} in a quick run`)
  says('docs/method.md', `\`auto\` ${percent(SHARE_OF_CAPACITY).replace('\u00a0', ' ')}`)
  says('docs/method.md', `${PROOF_PAGES} pages, a prime`)
  const rest = `${seconds(plan.IDLE_SETTLE_MS)} to settle and ${seconds(plan.IDLE_WINDOW_MS)} measured`
  says('docs/instruments.md', `${rest}, once a run`)
  expect(plan.IDLE_WINDOWS).toBe(1)
  says('docs/instruments.md', `(${plan.SATURATION_CONNECTIONS.join(', ')}) in windows of`)
  says('docs/instruments.md', `in windows of ${seconds(plan.SATURATION_MEASURE_MS)}`)
  const capacity = `${seconds(plan.CAPACITY_MEASURE_MS)} after ${seconds(plan.CAPACITY_WARM_UP_MS)} of warm-up`
  says('docs/instruments.md', `${plan.CAPACITY_ROUNDS}, spread over the bring-ups`)
  says('docs/instruments.md', capacity)
})

/** A page that is longer is not read. Examples made from records are not counted. */
const MOST_WORDS = 4000

test(`what somebody wrote on the method page is at most ${MOST_WORDS} words`, () => {
  const words = withoutBlocks(readPage('docs/method.md')).match(/\S*[\p{L}\p{N}]\S*/gu) ?? []
  expect(words.length).toBeLessThanOrEqual(MOST_WORDS)
})

test('the prose of the worked example has no figure of its own', () => {
  const section = /### A worked example\n[^]*?(?=\n### )/.exec(withoutBlocks(readPage('docs/method.md')))![0]
  expect(section).not.toMatch(/\d/)
})
