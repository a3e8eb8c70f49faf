/** That figures in the prose of pages are those of the records and of the code, and that no other figure stands there. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planOf } from '../commands/plan.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { variance } from '../numbers/mean.ts'
import * as limits from '../load/limits.ts'
import { percent } from '../report/model/format.ts'
import { measured } from '../results/measured.ts'
import { readRun } from '../results/read-run.ts'
import { INVALID_SHARE } from '../stats/compare.ts'
import { withoutBlocks } from './generated-block.ts'
import { readPage, ROOT, withoutCode } from './pages.ts'
import { studyRun } from './studies/study-run.ts'

const SAMPLE = studyRun('results/sample')

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
  expect(readPage('README.md')).toContain('a first look in a minute')
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
    ['CPU of other programs', plain(limits.MOST_FOREIGN_SHARE)],
    ['steal', plain(limits.MOST_STEAL_SHARE)],
    ['host busy', plain(limits.MOST_BUSY_SHARE)],
    ['withheld', plain(INVALID_SHARE)],
    ["the client's timer", `gate at ${ms}`],
    ['other arms', `gate at ${plain(limits.MOST_OTHER_ARMS_SHARE)}`],
    ['other programs', `gate at ${plain(limits.MOST_FOREIGN_SHARE)}`],
    ['the hypervisor', `gate at ${plain(limits.MOST_STEAL_SHARE)}`],
    ['saturation', `gate at ${plain(limits.MOST_BUSY_SHARE)}`],
  ]
  for (const [first, ...figures] of rows)
    for (const figure of figures) expect(hasRow(page, first, figure), `${first}: ${figure}`).toBe(true)
})

test('the method page says of the sample what its records say', () => {
  const { run, analysis } = SAMPLE
  const spread = (values: readonly number[]) => Math.sqrt(variance(values))
  const ratios = analysis.arms.flatMap(({ levels: { p10, p50 } }) =>
    p10 && p50 ? [spread(p10.values) / spread(p50.values)] : [],
  )
  const range = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(1)).join(' to ')
  const price = (arm: string) => measured(analysis.arms.find((one) => one.arm === arm)?.clockPrice)!.usPerPage
  const extra = (price('sidecar') - price('kube-proxy-iptables')) / run.scenario.hopsPerPage
  const transport = analysis.comparisons.find(
    ({ arm, metric, baseline }) =>
      arm === 'sidecar' && metric === 'transport' && baseline === 'kube-proxy-iptables',
  )!.difference.middle
  const page = readPage('docs/method.md').replaceAll('\n', ' ')
  const says = (text: string) => expect(page.includes(text), text).toBe(true)
  says(`in the sample its spread between bring-ups is ${range} times that of p50`)
  says(`about ${extra.toFixed(0)} of ${(Math.round(transport / 100) * 100).toFixed(0)} µs a hop`)
})
