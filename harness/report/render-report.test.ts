import { expect, test } from 'vitest'
import { analyze } from '../stats/analyze.ts'
import type { ReportInput } from './report-input.ts'
import { renderReport } from './render-report.ts'
import { bothClocksInput, fanOutInput } from './testing/synthetic-clock.ts'
import { kindInput, shopInput, syntheticInput, troubleOf } from './testing/synthetic-input.ts'

const everyArm = ['direct', 'direct-twin', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf']
const file = async (input: ReportInput, name: string) =>
  (await renderReport(input)).find((one) => one.name === name)!.content

/** As on a cluster whose counters are too coarse for the window. */
function withoutCpu(input: ReportInput): ReportInput {
  const why = { notMeasured: 'the window was shorter than four updates of cAdvisor' }
  for (const record of input.journal) {
    if ('cpu' in record) record.cpu = why
    if ('memory' in record) record.memory = { notMeasured: 'cAdvisor tells no memory here' }
    if ('clientShare' in record) record.clientShare = why
  }
  return { ...input, analysis: analyze(input.run, input.journal, input.evidence, () => null) }
}

/** As where the records of one arm did not fit the ring. */
function withoutOneClock(): ReportInput {
  const input = bothClocksInput()
  for (const record of input.journal)
    if (record.kind === 'hops' && record.arm === 'sidecar')
      record.reading = { notMeasured: 'records were lost, because the ring was full' }
  return { ...input, analysis: analyze(input.run, input.journal, input.evidence, () => null) }
}

test('a run without a hop clock says why in one sentence, and keeps the picture of what datapaths add', async () => {
  const page = await file(syntheticInput(), 'index.html')
  expect(page.match(/The parts of a page were not measured/g)).toHaveLength(1)
  expect(page).toContain(
    'The parts of a page were not measured, because this run has no readings of the hop clock.',
  )
  expect(page).toContain('One page, to scale')
  expect(page).not.toContain('class="figure waterfall"')
  expect(await file(syntheticInput(), 'report.md')).toContain(
    'The parts of a page were not measured, because',
  )
})

test('an arm that the hop clock did not read is named with the reason; the others have their parts', async () => {
  const markdown = await file(withoutOneClock(), 'report.md')
  expect(markdown).toContain(
    'The parts of a page were not measured under sidecar, because records were lost, because the ring was full.',
  )
  expect(markdown).toContain('**Parts of a page, by the hop clock**')
})

test('parts of a page say what is in a row and what is not, and add up', async () => {
  for (const name of ['index.html', 'report.md']) {
    const content = await file(bothClocksInput(), name)
    for (const words of [
      'no wake-ups, no TCP send or receive',
      'pays for the client’s cold caches',
      'with netfilter of its pod on the way out',
      'Opening a connection is time',
      'services run slower by',
      'adds up by construction',
      'Independent checks: 14,400 of 14,400 exchanges of completed pages joined; 0 of 4,800 completed pages not matched; 0 exchanges with a retransmission',
    ])
      expect(content, name).toContain(words)
  }
})

test('a run whose hop clock ended in the middle says so before its figures', async () => {
  const input = bothClocksInput()
  for (const record of input.journal)
    if (record.kind === 'hops' && record.bringUp > 1)
      record.reading = { notMeasured: 'the hop clock was killed by SIGKILL' }
  const { run, journal, evidence } = input
  const killed = { ...input, analysis: analyze(run, journal, evidence, () => null) }
  const markdown = await file(killed, 'report.md')
  const [before, after] = markdown.split('\n## ', 1)[0]!.split('The hop clock read ')
  expect(before).toContain('# ')
  expect(after).toMatch(/^\d+ of \d+ windows: the hop clock was killed by SIGKILL\./)
  expect(markdown).toMatch(/same arm twice by the hop clock: transport \S+ µs a hop, without an interval/)
  expect(await file(bothClocksInput(), 'report.md')).not.toContain('The hop clock read ')
})

test('each datapath tells how many connections are behind its row on opening one', async () => {
  const input = bothClocksInput()
  for (const record of input.journal)
    if (record.kind === 'hops' && 'connects' in record.reading && record.arm !== 'ebpf')
      Object.assign(record.reading, { connects: 2, connectUs: { mean: 60, p10: 55, p50: 60 } })
  const { run, journal, evidence } = input
  const analysis = analyze(run, journal, evidence, () => null)
  const markdown = await file({ ...input, analysis }, 'report.md')
  // 12 bring-ups of two windows.
  expect(markdown).toMatch(/\n\| connections opened \([^|]+\) \| 48 \| 48 \| 48 \| 48 \| 0 \|/)
  expect(markdown).not.toMatch(/mean of [\d,]+ connection/)
})

test('the critical path is told only where calls are parallel', async () => {
  expect(await file(fanOutInput(), 'index.html')).toContain('is the critical path')
  expect(await file(bothClocksInput(), 'index.html')).not.toContain('critical path')
})

test('a run that was killed before its rate was chosen says so', async () => {
  const input = syntheticInput()
  input.run.loads[0]!.pagesPerSecond = null
  const page = await file(input, 'report.md')
  expect(page).toContain('a rate that was never chosen')
  expect(page).not.toContain('null')
})

test('the same records give the same bytes', async () => {
  expect(await renderReport(syntheticInput())).toEqual(await renderReport(syntheticInput()))
})

test('the page is one file: no script, nothing loaded from elsewhere, under 400 kB', async () => {
  const page = await file(syntheticInput(), 'index.html')
  expect(page).not.toMatch(/<script|<link rel="stylesheet"|src=|url\(http|@import/)
  expect(page.length).toBeLessThan(400_000)
  expect(page).toContain('<html lang=en>')
})

test.each<[string, () => ReportInput]>([
  [
    'no completed trial',
    () => syntheticInput({ trouble: everyArm.flatMap((arm) => troubleOf(arm, 'failed')) }),
  ],
  ['one arm that failed', () => syntheticInput({ trouble: troubleOf('ebpf', 'failed') })],
  ['a noisy machine', () => syntheticInput({ trialNoise: 0.3 })],
  ['too few rounds for an interval', () => syntheticInput({ trouble: troubleOf('ebpf', 'invalid', 7) })],
  ['a quick run', () => syntheticInput({ quick: true })],
  ['no capacity and no all-task time', () => syntheticInput({ capacityRounds: 0, allTasksMeasured: false })],
  [
    'two loads',
    () =>
      syntheticInput({
        loads: [
          { name: 'kept', connection: 'keep-alive' },
          { name: 'fresh', connection: 'per-request' },
        ],
      }),
  ],
  ['a shop', shopInput],
  ['clusters', kindInput],
  ['clusters whose CPU and memory could not be read', () => withoutCpu(kindInput())],
  [
    'clusters of which one did not come up',
    () => kindInput({ trouble: troubleOf('direct-istio-sidecar', 'failed') }),
  ],
  ['both clocks', () => bothClocksInput()],
  ['both clocks and parallel calls', fanOutInput],
  ['a hop clock that did not read one arm', withoutOneClock],
  ['only the baseline', () => syntheticInput({ arms: [{ name: 'direct', role: 'baseline' }] })],
  ['no baseline', () => syntheticInput({ arms: [{ name: 'ebpf' }] })],
  ['nothing recorded', () => ({ ...syntheticInput({ rounds: 0, capacityRounds: 0 }), evidence: [] })],
])('a report can be made of %s', async (_, input) => {
  for (const { name, content } of await renderReport(input())) {
    expect(content.length, name).toBeGreaterThan(500)
    if (name !== 'summary.json') expect(content).not.toMatch(/undefined|\bNaN\b|Infinity|\[object/)
  }
})

test('what was not measured is said in words, never as 0', async () => {
  const page = await file(
    syntheticInput({ quick: true, rounds: 4, capacityRounds: 0, allTasksMeasured: false }),
    'index.html',
  )
  expect(page).toContain('no capacity round was run')
  expect(page).toContain('no cpuacct controller on this host')
  expect(page).toContain('p99: it needs 1000 pages of a datapath in the whole run')
})

test('text of records cannot become markup', async () => {
  const input = syntheticInput()
  const hostile = '<img src=x onerror=alert(1)> "quoted" & `ticked`'
  input.run.scenario.description = hostile
  input.run.arms[2]!.title = hostile
  input.evidence[0]!.observed = { text: hostile }
  input.run.status = 'interrupted'
  input.run.statusReason = { what: hostile, advice: hostile }
  expect(await file(input, 'index.html')).not.toContain('<img')
  expect(await file(input, 'report.md')).not.toContain('<img')
})

test('a recorded command stays one command and one code span, whatever is in it', async () => {
  const input = syntheticInput()
  input.run.command = ['bench; reboot', '--out', '``` <img src=x>\n\n# heading `']
  expect(await file(input, 'report.md')).toContain(
    "Do it again, with hopbench 0.1.0, commit 0123456789ab: ```` npm run 'bench; reboot' -- --out '``` <img src=x> # heading `' --seed 7f3c ````\n",
  )
  input.run.command = ['bench', '--quick']
  expect(await file(input, 'report.md')).toContain(
    'Do it again, with hopbench 0.1.0, commit 0123456789ab: `npm run bench -- --quick --seed 7f3c`\n',
  )
})

test('a proof that does not hold is on the page in words', async () => {
  const input = syntheticInput()
  const broken = {
    ...input.evidence[0]!,
    arm: 'ebpf',
    claim: 'no packet crosses the host',
    observed: { count: 17 },
    holds: false,
  }
  const analysis = {
    ...input.analysis,
    evidence: { ...input.analysis.evidence, held: 47, broken: ['ebpf: no packet crosses the host'] },
  }
  const page = await file({ ...input, evidence: [...input.evidence, broken], analysis }, 'index.html')
  expect(page).toContain('broken proof: ebpf: no packet crosses the host')
  expect(page).toContain('Proofs of eBPF (ours): 25 of 26 hold')
})

test('many proofs do not make the page too large for mail; all of them are one click away', async () => {
  const input = syntheticInput()
  const many = everyArm.flatMap((arm) =>
    Array.from({ length: 400 }, (_, number) => ({
      ...input.evidence[0]!,
      arm,
      where: `a place with a long name, number ${number}`,
    })),
  )
  const page = await file({ ...input, evidence: many }, 'index.html')
  expect(page.length).toBeLessThan(400_000)
  expect(page).toContain('340 more in evidence.jsonl')
})

test('a run with too many invalid trials ranks nothing, says what happened, and draws no cost', async () => {
  const input = syntheticInput({
    trouble: ['sidecar', 'ebpf'].flatMap((arm) => troubleOf(arm, 'invalid', 18)),
  })
  const page = await file(input, 'index.html')
  expect(page).toContain(
    '<h1>This run ranks nothing: 36 of 144 trials not valid. Most often: steal was 3.2 % of the window (36×). Run again at another time, or on a machine that shares no CPU.</h1>',
  )
  expect(page).not.toMatch(/Added time per hop|One page, to scale|What it costs, at/)
})

test('a run that was interrupted says so before any figure', async () => {
  const input = syntheticInput({ trouble: everyArm.flatMap((arm) => troubleOf(arm, 'missing').slice(9)) })
  input.run.status = 'interrupted'
  input.run.statusReason = { what: 'Ctrl-C', advice: null }
  const page = await file(input, 'index.html')
  expect(page.indexOf('This run was interrupted: Ctrl-C. 9 of 24 rounds')).toBeGreaterThan(0)
  expect(page.indexOf('This run was interrupted')).toBeLessThan(page.indexOf('<h1>'))
})

test('the rate stands beside the figures of each file', async () => {
  const files = await renderReport(syntheticInput())
  for (const { name, content } of files) expect(content, name).toContain('200 pages/s')
})

test('summary.json is the analysis with the sentences of the page', async () => {
  const input = syntheticInput()
  const summary = JSON.parse(await file(input, 'summary.json')) as Record<string, unknown>
  expect(summary).toMatchObject(JSON.parse(JSON.stringify(input.analysis)) as object)
  expect(await file(input, 'index.html')).toContain(String(summary['headline']))
})

test('an arm that is not compared with the baseline names what it is compared with, in every file', async () => {
  const input = kindInput()
  const page = await file(input, 'index.html')
  expect(page).toContain('Istio sidecar<small>against direct (istio-sidecar&#39;s cluster)</small>')
  expect(page).toContain(
    'Per hop, compared with the plain network in istio-sidecar&#39;s cluster: an Istio sidecar',
  )
  expect(page).toContain('µs a hop, against what each is compared with')
  expect(await file(input, 'report.md')).toMatch(
    /\*\*Istio sidecar\*\* against direct \(istio-sidecar's cluster\) \| \+\d+/,
  )
  expect(await file(input, 'report.md')).toMatch(/\*\*Cilium\*\* against kube-proxy/)
})

/** The page without its list of words, which is the same for all runs. */
const withoutWords = (page: string): string => page.replace(/<dl class=words>.*?<\/dl>/s, '')

test('what a control plane takes has a column, only where there is one', async () => {
  expect(await file(kindInput(), 'index.html')).toContain('control plane / hour')
  expect(await file(kindInput(), 'report.md')).toMatch(/\| 230 s 680 MB \|/)
  for (const { name, content } of await renderReport(syntheticInput()))
    if (name !== 'summary.json') expect(withoutWords(content)).not.toMatch(/control planes? /i)
})

test('the clusters of a run are a table: made or kept, how long each step took, and what it asked of the server', async () => {
  const markdown = await file(kindInput(), 'report.md')
  expect(markdown).toContain(
    '| hopbench-7f3c-cilium | kept from an earlier run | 1 | direct-cilium and cilium | 43 s | node ready 21 s, images loaded 4.1 s, mesh installed 18 s | 212 |',
  )
  expect(await file(kindInput(), 'index.html')).toContain('Clusters that datapaths ran in')
})

test('the method is that of the place', async () => {
  const input = kindInput()
  input.run.place = {
    where: 'a shelf of clusters',
    atRest: 'Clusters that are not being measured sleep.',
    others: 'sleepers',
    cpuOf: 'the whole shelf',
    beyond: ['a second shelf'],
  }
  const page = await file(input, 'index.html')
  for (const words of Object.values(input.run.place).flat()) expect(page).toContain(words)
  expect(page).toContain('is due to the cluster alone')
  expect(page).toContain('as shipped: Istio sidecar (1.30.0)')
  expect(page).not.toMatch(/network namespaces/)
})

test('CPU and memory that could not be read are said to be that, with the reason', async () => {
  const page = await file(withoutCpu(kindInput()), 'index.html')
  expect(page).toContain('CPU not measured: the window was shorter than four updates of cAdvisor')
  const withoutMemory = [...page.matchAll(/memory of ([^:<]*): cAdvisor tells no memory here/g)]
  expect(withoutMemory.map(([, arms]) => arms)).toEqual([
    'direct, direct-again, kube-proxy-iptables, direct-istio-sidecar, istio-sidecar, direct-cilium and cilium',
  ])
  expect(page).not.toContain('Where the CPU goes')
  expect(page).not.toMatch(/>0 s<|no proxies/)
})

test('an arm whose counterpart did not come up has figures, no cost, and the reason', async () => {
  const input = kindInput({ trouble: troubleOf('direct-istio-sidecar', 'failed') })
  expect(await file(input, 'index.html')).toContain(
    'An Istio sidecar has no cost: direct (istio-sidecar&#39;s cluster), which it is compared with, has no figures.',
  )
})

test('flow records that were kept are counted, with whose they are', async () => {
  const input = kindInput()
  input.evidence.push({
    ...input.evidence[0]!,
    arm: 'cilium',
    kind: 'flows',
    subject: {},
    claim: 'some were kept, in whatever words',
    where: 'Hubble Relay',
    expected: { comparison: 'at least', count: 1 },
    observed: { count: 1234 },
    source: 'flows/cilium.jsonl',
  })
  expect(await file(input, 'report.md')).toContain(
    'Cilium: 1,234 flow records of its first proof, reported by Hubble Relay, kept in flows/cilium.jsonl',
  )
})

test('what such a run finds is told by each clock, a hop, with how often it errs', async () => {
  const input = bothClocksInput()
  const rates = input.analysis.errorRates[0]!.rates
  if ('notMeasured' in rates) throw new Error('the made-up run has error rates')
  const user = rates.clocks[0]!
  const hop = { ...user, clock: 'hop', metric: 'transport', unit: 'µs a hop' } as const
  const ofPage = user.comparisons.map((one) => ({ ...one, finds: 90 }))
  rates.clocks = [
    { ...user, comparisons: ofPage },
    { ...hop, comparisons: ofPage.map((one) => ({ ...one, finds: 4.5 })) },
  ]
  const markdown = await file(input, 'report.md')
  expect(markdown).toMatch(
    /by the user clock, 90\s% of such runs find .* µs a hop: 30 \(kube-proxy-iptables − /,
  )
  expect(markdown).toMatch(
    /by the hop clock, 90\s% of such runs find .* µs a hop: 4\.5 \(kube-proxy-iptables − /,
  )
  expect(markdown).toMatch(
    /at least one interval of the family that misses the true difference \(5\.0\s% may; the simulation tells it to ±1\.4\s%\)/,
  )
})

test('a hop clock whose figures are withheld is announced before any figure, with the reason', async () => {
  const input = syntheticInput()
  input.analysis.clockObstacle = '7 of 9,000 exchanges could not be matched'
  const page = await file(input, 'index.html')
  const told = page.indexOf(
    'The figures of the hop clock are withheld: 7 of 9,000 exchanges could not be matched.',
  )
  expect(told).toBeGreaterThan(0)
  expect(told).toBeLessThan(page.indexOf('<h1>'))
})
