import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { refusalOf } from '../testing/refusal.ts'
import { buildHistory } from './build-history.ts'
import { readHistory } from './read-history.ts'
import { settingsOf } from './settings.ts'
import { madeUpSummary, nightId, writeSummary, type MadeUp } from './testing/made-up-summary.ts'
import { writeHistory } from './write-history.ts'

const root = mkdtempSync(join(tmpdir(), 'hopbench-history-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folder: string
let count = 0
beforeEach(() => {
  folder = join(root, `reports-${++count}`)
  mkdirSync(folder)
})

const write = (made: MadeUp, name = nightId(made.night)) => writeSummary(folder, name, madeUpSummary(made))
const nights = (from: number, to: number, made: Omit<MadeUp, 'night'> = {}) => {
  for (let night = from; night < to; night++) write({ ...made, night })
}

/** All files of the history, by name. */
async function built() {
  const history = readHistory(folder)
  const { pages, exports, settings } = await buildHistory(history)
  const files = new Map([...pages, ...exports].map(({ name, content }) => [name, content]))
  return { history, settings, files, page: files.get('history.html')!, index: files.get('index.html')! }
}

const seriesOf = (arm: string, metric: string) =>
  settingsOf(readHistory(folder).runs).flatMap(({ loads }) =>
    loads[0]!.arms
      .filter((one) => one.arm === arm)
      .flatMap(({ series }) => series.filter((one) => one.metric === metric)),
  )

test('a step in the cost of one arm is found at its run, in no other arm, with what else changed', async () => {
  nights(0, 30)
  nights(30, 60, {
    multiple: (arm, metric) => (arm === 'sidecar' && metric === 'cpu' ? 1.65 : 1.5),
    change: (facts) => ({ ...facts, code: { ...facts.code, commit: 'b'.repeat(40) } }),
  })
  const [cpu] = seriesOf('sidecar', 'cpu')
  expect(cpu!.changes.map(({ run, previous }) => [previous.facts.id, run.facts.id])).toEqual([
    [nightId(29), nightId(30)],
  ])
  const [change] = cpu!.changes
  expect(change!.after / change!.before).toBeCloseTo(1.1, 1)
  expect(change!.remarks.map(({ what }) => what)).toContain('commit')
  expect(seriesOf('ebpf', 'cpu')[0]!.changes).toEqual([])
  const { page } = await built()
  expect(page.includes('Changes of level, advisory')).toBe(true)
  expect(/commit: \w* and bbbbbbbbbbbb/.exec(page)).not.toBeNull()
})

test('another method, kernel, scenario or rate breaks the lines, and a step at the break is no change of level', async () => {
  nights(0, 20)
  nights(20, 40, { multiple: () => 3, change: (facts) => ({ ...facts, methodVersion: 2 }) })
  const [p50] = seriesOf('ebpf', 'p50')
  expect(p50!.breaks.map(({ run }) => run.facts.id)).toEqual([nightId(20)])
  expect(p50!.breaks[0]!.differences).toEqual([{ what: 'method version', a: '1', b: '2' }])
  expect(p50!.changes).toEqual([])
  expect(new Set(p50!.points.map(({ segment }) => segment))).toEqual(new Set([0, 1]))
  expect((await built()).page.includes('Where lines break')).toBe(true)
})

test('two machines and two kinds of run have lines of their own; a new kernel is a break on the same machine', () => {
  nights(0, 4)
  nights(4, 8, { change: (facts) => ({ ...facts, host: { ...facts.host, cpuModel: 'Other CPU' } }) })
  nights(8, 12, { change: (facts) => ({ ...facts, quick: true }) })
  nights(12, 14, { change: (facts) => ({ ...facts, host: { ...facts.host, kernel: '99' } }) })
  const settings = settingsOf(readHistory(folder).runs)
  expect(settings.map(({ runs }) => runs.length).toSorted()).toEqual([4, 4, 6])
  expect(new Set(settings.map(({ machine }) => machine.id)).size).toBe(2)
  const longest = settings.find(({ runs }) => runs.length === 6)!
  expect(longest.loads[0]!.ground[0]!.breaks.map(({ differences }) => differences[0]!.what)).toEqual([
    'kernel',
  ])
})

test('a clock that went back, and a run that ended before it began, are said', () => {
  nights(0, 3)
  write({ night: 3, change: (facts) => ({ ...facts, finishedAt: '2020-01-01T00:00:00.000Z' }) })
  write({ night: 4, change: (facts) => ({ ...facts, finishedAt: '2030-01-01T00:00:00.000Z' }) })
  write({ night: 5 })
  const { notices, runs } = readHistory(folder)
  expect(runs.map(({ facts }) => facts.id)).toEqual([0, 1, 2, 3, 4, 5].map(nightId))
  expect(notices).toEqual([
    expect.stringMatching(new RegExp(`^Run ${nightId(3)} ended before it began`)),
    expect.stringMatching(
      new RegExp(`^Run ${nightId(5)} began before run ${nightId(4)} .* clock was set back`),
    ),
  ])
})

test('missing nights leave lines whole; an arm that a run withholds is a gap with its reason', () => {
  nights(0, 3)
  nights(10, 13)
  const withheld = madeUpSummary({ night: 5 })
  for (const comparison of withheld.comparisons)
    if (comparison.arm === 'ebpf')
      Object.assign(comparison, { verdict: 'withheld', reason: 'a proof did not hold' })
  writeSummary(folder, 'five', withheld)
  const [p50] = seriesOf('ebpf', 'p50')
  expect(p50!.points.map(({ figure }) => figure !== null)).toEqual([
    true,
    true,
    true,
    false,
    true,
    true,
    true,
  ])
  expect(p50!.points[3]!.reason).toBe('a proof did not hold')
  expect(p50!.breaks).toEqual([])
})

test('the folder of a run, whose records must stay, gets no pages', async () => {
  nights(0, 1)
  for (const file of ['plan.json', 'journal.jsonl']) writeFileSync(join(folder, file), '')
  const history = await buildHistory(readHistory(folder))
  expect(() => writeHistory(folder, history)).toThrow(
    /is the folder of a run, whose records nothing may overwrite/,
  )
  expect(readdirSync(folder).toSorted()).toEqual([nightId(0), 'journal.jsonl', 'plan.json'])
})

test('each file that cannot be used is skipped with its reason, and the others are shown', () => {
  nights(0, 2)
  write({ night: 0 }, 'again')
  writeSummary(folder, 'cut', JSON.stringify(madeUpSummary({ night: 3 })).slice(0, 500))
  writeSummary(folder, 'future', { ...madeUpSummary({ night: 4 }), schemaVersion: 3 })
  writeSummary(folder, 'older', { schemaVersion: 2, runId: 'x' })
  writeSummary(folder, 'other', { hello: 'world' })
  writeSummary(
    folder,
    'infinite',
    JSON.stringify(madeUpSummary({ night: 5 })).replace(/"middle":[\d.]+/, '"middle":1e999'),
  )
  writeSummary(folder, 'deep', `{"schemaVersion":2,"run":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`)
  writeSummary(folder, 'large', '{}')
  truncateSync(join(folder, 'large', 'summary.json'), 1024 ** 3)
  mkdirSync(join(folder, 'link'))
  symlinkSync('/etc/passwd', join(folder, 'link', 'summary.json'))
  mkdirSync(join(folder, 'folder', 'summary.json'), { recursive: true })
  mkdirSync(join(folder, 'pipe'))
  execFileSync('mkfifo', [join(folder, 'pipe', 'summary.json')])
  const { runs, skipped } = readHistory(folder)
  expect(runs).toHaveLength(2)
  const reasons = new Map(skipped.map(({ file, reason }) => [file.split('/')[0], reason]))
  const expected = {
    cut: 'is not JSON',
    future: 'schema version 3',
    older: 'npm run report',
    other: 'has no schemaVersion',
    infinite: 'is damaged at',
    deep: 'is damaged at run',
    large: '1073741824 bytes',
    link: 'links are not followed',
    folder: 'is a folder',
    pipe: 'is a link or a device',
  }
  for (const [name, text] of Object.entries(expected)) expect(reasons.get(name)).toContain(text)
  expect(skipped.filter(({ reason }) => reason.includes(`is the run ${nightId(0)} again`))).toHaveLength(1)
  expect(skipped).toHaveLength(11)
})

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\u2028</title>{{x}}\${y}`

test('hostile names script no page, leave no folder and reach no prototype', async () => {
  const hostile = (facts: ReturnType<typeof madeUpSummary>['run']) => ({
    ...facts,
    provider: HOSTILE,
    scenario: { ...facts.scenario, name: HOSTILE },
    code: { ...facts.code, commit: '=cmd()' },
    host: {
      ...facts.host,
      cpuModel: HOSTILE,
      versions: JSON.parse('{"__proto__":"polluted","constructor":"x"}') as Record<string, string>,
    },
    arms: facts.arms.map((arm) => ({ ...arm, title: HOSTILE, datapath: '__proto__' })),
    loads: facts.loads.map((load, index) => ({ ...load, name: index === 0 ? '__proto__' : '../../../etc' })),
  })
  for (const night of [0, 1, 2]) {
    const summary = madeUpSummary({
      night,
      change: (facts) => ({ ...hostile(facts), id: night === 2 ? HOSTILE : `../../${night}` }),
    })
    writeSummary(folder, `javascript:alert(${night})`, { ...summary, headline: HOSTILE, machine: HOSTILE })
    writeFileSync(join(folder, `javascript:alert(${night})`, 'index.html'), '')
  }
  const before = readdirSync(root)
  const { files, page, index } = await built()
  for (const content of [page, index]) {
    expect(/<script>alert|<img|href="javascript:/.exec(content)).toBeNull()
    expect(content.includes('content="default-src &#39;none&#39;')).toBe(true)
  }
  expect(index.includes('href="./javascript%3Aalert(0)/index.html"')).toBe(true)
  expect(page.match(/<script/g)).toHaveLength(4)
  for (const name of files.keys()) expect(name).toMatch(/^[a-z0-9.-]+$/)
  writeHistory(folder, await buildHistory(readHistory(folder)))
  expect(readdirSync(root)).toEqual(before)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  for (const [name, content] of files) if (name.endsWith('.csv')) expect(content).not.toMatch(/[=@"<]/)
})

test('pages replace links, are written again, and never overwrite a page of somebody else', async () => {
  nights(0, 3)
  const target = join(root, `target-${count}`)
  writeFileSync(target, 'precious')
  const result = await buildHistory(readHistory(folder))
  symlinkSync(target, join(folder, 'index.html'))
  expect(refusalOf(() => writeHistory(folder, result))).toMatch(/did not write\n {2}→ name the folder above/)
  rmSync(join(folder, 'index.html'))
  writeHistory(folder, result)
  writeFileSync(join(folder, 'history', '0999-gone.csv'), '')
  writeHistory(folder, result)
  expect(existsSync(join(folder, 'history', '0999-gone.csv'))).toBe(false)
  expect(lstatSync(join(folder, 'index.html')).isFile()).toBe(true)
  writeFileSync(join(folder, 'history.html'), '<html>mine</html>')
  expect(refusalOf(() => writeHistory(folder, result))).toMatch(/history\.html is a page that/)
  expect(readFileSync(target, 'utf8')).toBe('precious')
})

test('what a killed history left is removed, and neither files of others nor those of one that is writing', async () => {
  nights(0, 3)
  const result = await buildHistory(readHistory(folder))
  writeHistory(folder, result)
  const anHourAgo = new Date(Date.now() - 3_600_000)
  const leave = (name: string, isOld = true) => {
    writeFileSync(join(folder, name), '')
    if (isOld) utimesSync(join(folder, name), anHourAgo, anHourAgo)
    return join(folder, name)
  }
  const gone = ['index.html.4711.new', 'history/otava.yaml.4711.new'].map((name) => leave(name))
  const kept = [leave('data.4711.new'), leave('index.html.new'), leave('history.html.4712.new', false)]
  writeHistory(folder, result)
  expect(gone.filter(existsSync)).toEqual([])
  expect(kept.filter(existsSync)).toEqual(kept)
})

test('the same summaries give the same bytes', async () => {
  nights(0, 24, { multiple: (arm) => (arm === 'ebpf' ? 1.1 : 2) })
  const [first, again] = [(await built()).files, (await built()).files]
  expect([...again.keys()]).toEqual([...first.keys()])
  for (const [name, content] of again) expect(content === first.get(name), name).toBe(true)
})

test('the files for Otava have one unbroken line each, without empty cells, and the configuration names them', async () => {
  nights(0, 5)
  nights(5, 9, { change: (facts) => ({ ...facts, methodVersion: 2 }) })
  const { files } = await built()
  const { tests } = parse(files.get('otava.yaml')!) as {
    tests: Record<string, { file: string; time_column: string }>
  }
  const named = Object.values(tests)
  expect(named.length).toBe([...files.keys()].filter((name) => name.endsWith('.csv')).length)
  const ofEbpf = named.filter(({ file }) => file.includes('ebpf-p50') && file.includes('light'))
  expect(ofEbpf.map(({ file }) => files.get(file)!.trim().split('\n').length - 1)).toEqual([5, 4])
  const [head, row] = files.get(ofEbpf[0]!.file)!.split('\n')
  expect(head).toBe('time,run,commit,cost,low,high')
  expect(row).toMatch(/^2024-01-01T02:00:00.000Z,2024-01-01T02-00-00-0000,[0-9a-f]*,1\.\d+,1\.\d+,1\.\d+$/)
})

test('a thousand runs of two machines give pages under 2 MB', async () => {
  const step = (night: number) => (night < 400 ? 1.5 : night < 700 ? 1.7 : 1.6)
  for (let night = 0; night < 1000; night++)
    write({
      night,
      multiple: () => step(night),
      change: (facts) => ({
        ...facts,
        methodVersion: night < 300 ? 1 : 2,
        host: { ...facts.host, cores: night % 2 === 0 ? 2 : 8 },
      }),
    })
  const first = await built()
  expect(first.history.runs).toHaveLength(1000)
  expect(first.settings.map(({ runs }) => runs.length)).toEqual([500, 500])
  for (const content of [first.page, first.index]) expect(Buffer.byteLength(content)).toBeLessThan(2_000_000)
  expect(first.page.includes('Not drawn here')).toBe(false)
  const [sidecar] = seriesOf('sidecar', 'cpu')
  expect(sidecar!.breaks).toHaveLength(1)
  expect(sidecar!.changes).toHaveLength(2)
}, 60_000)

test('the page says how to get a first line, and the index names the machine and no half sentence', async () => {
  write({ night: 0 })
  const first = 'At 200 pages/s a hop costs 1.5 µs more.'
  writeSummary(folder, nightId(0), {
    ...madeUpSummary({ night: 0 }),
    headline: `${first} ${'And so on '.repeat(40)}.`,
  })
  const { page, index } = await built()
  expect(page.replaceAll(/\s+/g, ' ')).toContain(
    'a line begins with two runs, and changes of level are looked for from 10 runs on',
  )
  expect(index).toContain(first)
  expect(index).not.toContain('And so on')
  expect(index).toMatch(/, \d+ CPUs?, \d+ GiB \([0-9a-f]{8}\)/)
})
