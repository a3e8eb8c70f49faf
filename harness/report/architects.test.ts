/** That an architect who was not there can act on the page: every number has its unit, its rate and its interval, or the reason why not. */
import { describe, expect, test } from 'vitest'
import { architectsMarkdown } from './architects-markdown.ts'
import { architectsPage, type ArchitectsPage } from './model/architects/architects-page.ts'
import { reportModel } from './model/report-model.ts'
import type { ReportInput } from './report-input.ts'
import { renderReport } from './render-report.ts'
import { bothClocksInput } from './testing/synthetic-clock.ts'
import { LIGHT_AND_BUSY } from './testing/light-and-busy.ts'
import { kindInput, syntheticInput, troubleOf } from './testing/synthetic-input.ts'

const pageOf = (input: ReportInput): ArchitectsPage => architectsPage(reportModel(input, ''), input)
const twoRates = () => bothClocksInput({ loads: LIGHT_AND_BUSY })
const QUICK = { quick: true, capacityRounds: 0, loadsLeftOut: [{ name: 'busy', why: 'quick' as const }] }

const RUNS: [string, () => ReportInput][] = [
  ['a run with two rates', twoRates],
  ['a run without a hop clock', () => syntheticInput()],
  ['a quick run', () => bothClocksInput(QUICK)],
  ['a run with an arm that failed', () => syntheticInput({ trouble: troubleOf('sidecar', 'failed') })],
  ['a run on kind', () => kindInput({ hopClock: true, loadsLeftOut: [{ name: 'busy', why: 'time' }] })],
  [
    'a run whose connections differ',
    () =>
      syntheticInput({
        loads: [
          { name: 'kept', connection: 'keep-alive' },
          { name: 'fresh', connection: 'per-request' },
        ],
      }),
  ],
]

const UNIT = / (µs|s|MB|GB|kB|MB a pod|MB a node|kB a pod|kB a node|USD)$/
const NUMBER = /\d/

describe.each(RUNS)('in the table of %s', (_, inputOf) => {
  const { costs } = pageOf(inputOf())

  test('every line names its rate, and every figure has a unit and an interval, or says why there is none', () => {
    let figures = 0
    for (const { label, about, lines } of costs!.datapaths) {
      expect(about, label).toMatch(/^against /)
      for (const { rate, because, figures: own } of lines) {
        expect(rate, label).toMatch(/\d pages\/s/)
        if (because !== null) {
          expect(because).toContain('because')
          continue
        }
        for (const { column, cell, text } of own) {
          const what = `${label}, ${rate}, ${column.title}: ${JSON.stringify(text)}`
          if (cell.kind === 'word') {
            expect(text.main, what).not.toMatch(NUMBER)
            expect(text.small[0], what).toMatch(/\w{4}/)
          } else if (cell.verdict === 'not resolved') {
            expect(text.main, what).toBe('not resolved')
            expect(text.small[0], what).toMatch(/ to .* (µs|s|USD)$|because/)
          } else {
            expect(text.main, what).toMatch(UNIT)
            expect(text.small[0], what).toMatch(/^\[.*, .*\]|because/)
            figures++
          }
        }
      }
    }
    expect(figures).toBeGreaterThan(5)
  })
})

test('page and Markdown say the same, figure by figure', async () => {
  const page = pageOf(twoRates())
  const markdown = architectsMarkdown(page).replaceAll('\\', '')
  const files = await renderReport(twoRates())
  const html = files
    .find(({ name }) => name === 'for-architects.html')!
    .content.replace(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
  expect(files.find(({ name }) => name === 'for-architects.md')!.content.replaceAll('\\', '')).toBe(markdown)
  const texts = [
    page.headline,
    ...page.further,
    ...page.notes,
    ...page.gives.flatMap(({ exercised, could }) => [exercised, could]),
    ...page.factors.map(({ text }) => text),
    ...page.limits.map(({ text }) => text),
    ...page.sources.map(({ text }) => text),
    ...page.costs!.datapaths.flatMap(({ lines }) =>
      lines.flatMap(({ figures }) => figures.flatMap(({ text: { main, small } }) => [main, ...small])),
    ),
  ]
  expect(texts.length).toBeGreaterThan(80)
  // Markdown has no use for no-break spaces.
  for (const text of texts) {
    expect(markdown).toContain(text.replaceAll('\u00a0', ' '))
    expect(html).toContain(text)
  }
})

test('both rates stand side by side, and the page says which costs the rate changes', () => {
  const { costs, factors, further } = pageOf(twoRates())
  for (const { lines } of costs!.datapaths)
    expect(lines.map(({ rate }) => rate)).toEqual(['light, 200 pages/s', 'busy, 260 pages/s'])
  expect(further.join(' ')).toContain('At 260 pages/s')
  expect(factors[0]).toMatchObject({ name: 'rate', command: null })
  expect(factors[0]!.text).toMatch(/intervals .*overlap/)
})

test('a quick run has one rate and no capacity, and says what measures both', () => {
  const { alarms, costs, factors } = pageOf(bothClocksInput(QUICK))
  expect(alarms.join(' ')).toContain('Decide from a full run')
  expect(costs!.leftOut).toEqual([
    'busy: not measured, because its rate is a share of a capacity that a quick run does not measure',
  ])
  for (const name of ['rate', 'capacity'])
    expect(factors.find((one) => one.name === name)?.command, name).toBe(
      'npm run bench -- --scenario synthetic-chain-3',
    )
  expect(factors.find(({ name }) => name === 'capacity')!.text).toMatch(/^Not measured, because /)
})

test('a run on kind says why its second rate is missing, and measures other scenarios in the same place', () => {
  const input = kindInput({ hopClock: true, loadsLeftOut: [{ name: 'busy', why: 'time' }] })
  input.run.command = ['bench', '--provider', 'kind']
  const { costs, factors } = pageOf(input)
  expect(costs!.leftOut).toEqual(['busy: not measured, because a second rate would have taken too long here'])
  expect(costs!.datapaths.map(({ label, about }) => `${label} ${about}`)).toContain(
    "Istio sidecar against direct (istio-sidecar's cluster); as shipped",
  )
  expect(costs!.datapaths.map(({ label }) => label)).not.toContain("direct (cilium's cluster)")
  const commands = factors.flatMap(({ command }) => command ?? [])
  expect(commands).toContain('npm run bench -- --provider kind --scenario services-scale')
  expect(commands).toContain('npm run bench -- --provider kind --scenario scenarios/synthetic-chain-3.yaml')
})

test('an arm that failed has a reason in place of figures, at each rate', () => {
  const { costs } = pageOf(
    bothClocksInput({ loads: LIGHT_AND_BUSY, trouble: troubleOf('sidecar', 'failed') }),
  )
  const { lines } = costs!.datapaths.find(({ label }) => label === 'sidecar')!
  expect(lines.map(({ because }) => because)).toEqual([
    'no figures, because service middle ended with signal KILL (24×)',
    'no figures, because service middle ended with signal KILL (12×)',
  ])
})

test('an arm that is withheld at all rates for one reason has one line', () => {
  const input = syntheticInput({ loads: LIGHT_AND_BUSY })
  for (const one of input.analysis.comparisons)
    if (one.arm === 'ebpf') Object.assign(one, { verdict: 'withheld', reason: 'a proof did not hold; more' })
  const { lines } = pageOf(input).costs!.datapaths.find(({ label }) => label === 'eBPF (ours)')!
  expect(lines).toEqual([
    {
      rate: 'light, 200 pages/s; busy, 260 pages/s',
      because: 'withheld, because a proof did not hold',
      figures: [],
    },
  ])
})

test('an invalid run says first that nothing is to be decided from it, and shows no cost', async () => {
  const input = syntheticInput({
    trouble: ['sidecar', 'ebpf'].flatMap((arm) => troubleOf(arm, 'invalid', 18)),
  })
  const { alarms, costs } = pageOf(input)
  expect(alarms[0]).toMatch(/^Decide nothing from this run: run invalid · 36 of 144 trials not valid/)
  for (const { lines } of costs!.datapaths)
    for (const { because } of lines) expect(because).toMatch(/^withheld, because /)
  const html = (await renderReport(input)).find(({ name }) => name === 'for-architects.html')!.content
  expect(html.indexOf('Decide nothing from this run')).toBeLessThan(html.indexOf('<h1>'))
  expect(html).not.toContain('class="found"')
})

test('a run whose instrument missed what was planted says so, and one that planted nothing says that', () => {
  const input = syntheticInput()
  input.analysis.planted = {
    ...input.analysis.planted,
    verdict: 'not calibrated',
    why: 'the arm did not come up',
  }
  expect(pageOf(input).limits.find(({ name }) => name === 'The instrument')).toEqual({
    name: 'The instrument',
    text: 'planted effects: not calibrated; the arm did not come up.',
    isTrouble: true,
  })
  expect(pageOf(syntheticInput()).limits.find(({ name }) => name === 'The instrument')!.text).toContain(
    'No effects of known size were planted',
  )
})

test('without prices of what a product reserves, nothing is assumed; prices name source and date', () => {
  const input = twoRates()
  const origin = { source: 'our contract', date: '2026-05-01' }
  input.prices = {
    file: 'ours.yaml',
    currency: 'CHF',
    perCoreHour: { price: 0.1, ...origin },
    perGibHour: { price: 0.02, ...origin },
    defaultRequests: [],
  }
  const text = architectsMarkdown(pageOf(input))
  expect(text).toContain(
    'Prices: 0.1 CHF a core-hour and 0.02 CHF a GiB-hour (our contract; read on 2026-05-01), from ours.yaml.',
  )
  expect(text).not.toMatch(/reserved, assumed|assumption, and no|USD/)
})

test('a run in which nothing was compared has no table, and says so', () => {
  const empty = { ...syntheticInput({ rounds: 0, capacityRounds: 0 }), evidence: [] }
  const { costs, factors } = pageOf(empty)
  expect(costs).toBeNull()
  expect(factors).toEqual([])
  expect(architectsMarkdown(pageOf(empty))).toContain('nothing was compared')
})

test('a longer path is worked out from the ends of the interval, to two digits', () => {
  const { factors } = pageOf(twoRates())
  const hops = factors.find(({ name }) => name.startsWith('hops'))!.text
  expect(hops).toMatch(/10 × \[\d+, \d+\] µs at 200 pages\/s is roughly \d\.?\d? to \d\.?\d? ms a page\./)
  expect(hops).toContain(
    'That a hop costs the same in a longer chain is an assumption: this page has 3 hops.',
  )
})

test('what was exercised stands apart from what could be given, with the reason', () => {
  const { gives } = pageOf(twoRates())
  expect(gives.find(({ label }) => label === 'sidecar, mTLS')!.exercised).toContain('encryption')
  for (const { could } of gives) expect(could).toMatch(/^nothing further$|\(.+\)/)
})

test('the report and the page link to each other', async () => {
  const files = new Map((await renderReport(syntheticInput())).map(({ name, content }) => [name, content]))
  const report = files.get('index.html')!
  expect(report.indexOf('href=for-architects.html')).toBeGreaterThan(0)
  expect(report.indexOf('href=for-architects.html')).toBeLessThan(report.indexOf('<h1>'))
  expect(files.get('for-architects.html')).toContain('href="index.html"')
  expect(files.get('for-architects.html')).not.toMatch(/<script|<link rel="stylesheet"|src=|url\(http/)
})

test('text of records cannot become markup', () => {
  const input = syntheticInput()
  input.run.scenario.description = '<img src=x> | `ticked`'
  expect(architectsMarkdown(pageOf(input))).not.toMatch(/<img| \| `ticked`/)
})
