/** That the files of the repository are recognized and valid, that each mistake is told with its place, and that no file does harm. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { kindsOfFiles, validateFile, validateStream } from './validate-file.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const kinds = kindsOfFiles()
const folder = mkdtempSync(join(tmpdir(), 'hopbench-validate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const inRepository = (pattern: string): string[] => {
  const files = globSync(pattern, { cwd: ROOT })
  if (files.length === 0) throw new Error(`nothing matches ${pattern}`)
  return files.map((file) => join(ROOT, file))
}

let count = 0
function fileWith(content: string | Buffer, name = 'file'): string {
  const path = join(folder, String(++count), name)
  mkdirSync(dirname(path))
  writeFileSync(path, content)
  return path
}

describe('every file of the repository is recognized, and valid', () => {
  test.each([
    ['scenario', 'scenarios/*.yaml'],
    ['mesh.yaml', 'clusters/meshes/*/mesh.yaml'],
    ['prices.yaml', 'prices.yaml'],
    ['policies', 'scenarios/policies/*.yaml'],
    ['plan.json', 'results/sample*/plan.json'],
    ['run.json', 'results/sample*/run.json'],
    ['journal.jsonl', 'results/sample*/journal.jsonl'],
    ['evidence.jsonl', 'results/sample*/evidence.jsonl'],
    ['flows', 'results/sample*/flows/*.jsonl'],
    ['flows/<arm>.about.json', 'results/sample*/flows/*.about.json'],
    ['calibration.json', 'results/sample-kind/calibration.json'],
    ['summary.json', 'reports/sample*/summary.json'],
    ['run.json of version 1', 'harness/results/v1/testing/*/run.json'],
    ['trials.jsonl of version 1', 'harness/results/v1/testing/*/trials.jsonl'],
    ['evidence.jsonl of version 1', 'harness/results/v1/testing/*/evidence.jsonl'],
  ])('%s: %s', { timeout: 30_000 }, async (kind, pattern) => {
    for (const file of inRepository(pattern)) {
      const { kind: told, problems } = await validateFile(file, kinds)
      expect({ file: relative(ROOT, file), told, problems }).toEqual({
        file: relative(ROOT, file),
        told: kind,
        problems: [],
      })
    }
  })

  test('events, of which a run prints one a line', async () => {
    const common = { version: 1, at: '2026-11-24T10:30:05.000Z', run: 'x', secondsLeft: 10 }
    const lines = [
      { event: 'doing', ...common, text: 'warming up' },
      { event: 'recorded', ...common, kind: 'trial', arm: 'ebpf', p50Us: 12 },
    ].map((event) => JSON.stringify(event))
    const { kind, problems } = await validateFile(fileWith(`${lines.join('\n')}\n`), kinds)
    expect([kind, problems]).toEqual(['events of bench --json', []])
  })
})

/** A file of the repository with one text replaced. */
function broken(file: string, replaced: string, by: string): string {
  const good = readFileSync(join(ROOT, file), 'utf8')
  if (!good.includes(replaced)) throw new Error(`${file} has no ${replaced}`)
  return fileWith(good.replace(replaced, by))
}

describe('a mistake is told with kind, line, column, path, value and expectation', () => {
  test.each<[string, string, string, string, string]>([
    [
      'scenarios/chain-3.yaml',
      'topology:',
      'topolgy:',
      'scenario',
      'topolgy  is not a field here .* did you mean "topology"\\?',
    ],
    [
      'prices.yaml',
      'currency: USD',
      'currency: DOLLAR',
      'prices.yaml',
      ':\\d+:11  currency  must be a code .*but is "DOLLAR"',
    ],
    [
      'scenarios/policies/network.yaml',
      'kind: NetworkPolicy',
      'kind: NetworkPolcy',
      'policies',
      ':\\d+:7  kind  .*NetworkPolcy',
    ],
    [
      'results/sample/plan.json',
      '"quick": false',
      '"quick": "no"',
      'plan.json',
      ':\\d+:12  quick  must be true or false, but is "no"',
    ],
    [
      'results/sample/plan.json',
      '"schemaVersion": 2',
      '"schemaVersion": 3',
      'plan.json',
      ':2:20  schemaVersion  must be 2, but is 3',
    ],
    [
      'results/sample/plan.json',
      '"datapath": "sidecar"',
      '"datapath": "sidcar"',
      'plan.json',
      'arms\\[\\d\\]\\.datapath  arm sidecar has the datapath sidcar',
    ],
    [
      'results/sample/run.json',
      '"status": "complete"',
      '"status": "done"',
      'run.json',
      ':\\d+:13  status  must be .* but is "done"',
    ],
    [
      'reports/sample/summary.json',
      '"verdict":"higher"',
      '"verdict":"hihger"',
      'summary.json',
      ':1:\\d+  comparisons\\[\\d+\\]\\.verdict  must be .*but is "hihger"; did you mean "higher"\\?',
    ],
    ['results/sample/journal.jsonl', '"kind":"trial"', '"kind":"trail"', 'journal.jsonl', ':\\d+:9  kind  '],
    ['results/sample/journal.jsonl', '"load":', '"load":x', 'journal.jsonl', ':\\d+:\\d+  is not JSON here'],
    [
      'results/sample/evidence.jsonl',
      '"holds":true',
      '"holds":"yes"',
      'evidence.jsonl',
      ':1:\\d+  holds  must be true or false, but is "yes"',
    ],
    ['results/sample/flows/ebpf.jsonl', '{"flow":', '{"flown":', 'flows', ':1:1  no flow'],
  ])('%s: %s', async (file, replaced, by, kind, told) => {
    const result = await validateFile(broken(file, replaced, by), kinds)
    expect(result).toMatchObject({ kind, valid: false })
    expect(result.problems.map(({ text }) => text).join('\n')).toMatch(new RegExp(told))
  })

  test('a mesh with a mistake, and one with a datapath of a mesh beside it', async () => {
    cpSync(join(ROOT, 'clusters'), join(folder, 'clusters'), { recursive: true })
    const file = join(folder, 'clusters', 'meshes', 'istio', 'mesh.yaml')
    const good = readFileSync(file, 'utf8')
    writeFileSync(file, good.replace('name: istio\n', 'name: istoi\n'))
    expect((await validateFile(file, kinds)).problems).toMatchObject([
      { line: 2, column: 7, path: 'name', message: expect.stringContaining('but is istoi') as string },
    ])
    writeFileSync(file, good.replace('name: istio-sidecar\n', 'name: linkerd\n'))
    expect((await validateFile(file, kinds)).problems).toMatchObject([
      { path: 'datapaths[0].name', message: 'is linkerd, which the mesh linkerd already has' },
    ])
  })

  test('a scenario with a file of policies that is wrong: the place is there', async () => {
    const scenario = readFileSync(join(ROOT, 'scenarios', 'network-policy.yaml'), 'utf8')
    const file = fileWith(scenario, 'mine.yaml')
    mkdirSync(join(dirname(file), 'policies'))
    const policies = join(dirname(file), 'policies', 'network.yaml')
    writeFileSync(policies, 'apiVersion: v1\nkind: Pod\n')
    const { kind, problems } = await validateFile(file, kinds)
    expect(kind).toBe('scenario')
    expect(problems).toMatchObject([{ file: policies, line: 2, column: 7, path: 'kind' }])
  })
})

test('a file of no known kind is told what it has, and which kinds there are', async () => {
  for (const content of [
    '<!doctype html>\n<html><body>503 Service Unavailable</body></html>',
    '{"name":"x","private":true,"scripts":{},"dependencies":{}}',
    'key: value\nother: value\n',
    '[1, 2, 3]',
    'just text',
    '\n \n',
  ]) {
    const { kind, valid, problems } = await validateFile(fileWith(content), kinds)
    expect([kind, valid]).toEqual([null, false])
    expect(problems[0]!.message).toMatch(
      /is empty|is of no known kind: it has .*; known are scenario, mesh\.yaml, .*events of bench --json, flows$/,
    )
  }
})

test('a record that a kill cut off is no mistake, but it is told; zeros after a power loss likewise', async () => {
  const journal = readFileSync(join(ROOT, 'results/sample/journal.jsonl'))
  for (const torn of [
    journal.subarray(0, journal.length - 50),
    Buffer.concat([journal, Buffer.from('{"kind":"tri\u00e4').subarray(0, -1)]),
    Buffer.concat([journal, Buffer.alloc(4096)]),
  ]) {
    const result = await validateFile(fileWith(torn), kinds)
    expect(result).toMatchObject({ kind: 'journal.jsonl', valid: true, problems: [] })
    expect(result.notes).toEqual([expect.stringContaining('cut off')])
  }
})

test('what stands in a file is told at most so often, and the rest counted', async () => {
  const [line] = readFileSync(join(ROOT, 'results/sample/evidence.jsonl'), 'utf8').split('\n')
  const { problems, notes } = await validateFile(
    fileWith(`${line!.replace('"holds":true', '"holds":1')}\n`.repeat(500)),
    kinds,
  )
  expect(problems).toHaveLength(20)
  expect(notes).toEqual(['480 more lines have problems'])
})

describe('files that mean harm', () => {
  const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`
  test.each([
    ['deep JSON', deep, 'is nested more than 32 levels deep'],
    ['deep JSON in a field', `{"schemaVersion":2,"run":${deep}}`, 'is nested more than 32 levels deep'],
    ['deep JSON in a line', `{"kind":"trial","arm":"x"}\n{"kind":"trial","arm":${deep}}\n`, ''],
    ['deep YAML', `topology: ${'['.repeat(5000)}`, 'is nested more than 100 levels deep'],
    ['aliases of aliases', `loads: &a [x, x]\narms: &b [*a, *a]\n${aliases(30)}`, ''],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'is not text in UTF-8'],
    ['NUL', 'topology: \0\nloads: \0\n', 'invisible character'],
    ['a long line', `{"kind":"${'x'.repeat(9 * 2 ** 20)}"}`, 'has a JSON value of more than'],
    [
      'a large value',
      `{\n"schemaVersion":2,"order":"${'x'.repeat(8 * 2 ** 20)}"}`,
      'has a JSON value of more than',
    ],
    [
      'a million values',
      `{"schemaVersion":2,"order":[${'1,'.repeat(1_000_000)}1]}`,
      'with more than 500,000 values',
    ],
    [
      'a million values in a line',
      `{"kind":"idle"}\n{"kind":"idle","cpu":[${'1,'.repeat(1_000_000)}1]}\n`,
      'with more than',
    ],
    ['a million lines of another kind', '{"kind":"trial","arm":1}\n'.repeat(1_000_000), ''],
    ['much YAML', `loads:${'\n          - 1'.repeat(200_000)}`, 'has YAML of more than'],
    ['many values of YAML', `loads: [${'1,'.repeat(200_000)}1]`, 'has YAML with more than 100,000 values'],
    ['a cut summary', '{"schemaVersion":2,"run":{"id":"2026', 'is not JSON here'],
  ])('%s', { timeout: 30_000 }, async (_, content, told) => {
    const { valid, problems } = await validateFile(fileWith(content), kinds)
    expect(valid).toBe(false)
    expect(problems.map(({ message }) => message).join('\n')).toContain(told)
  })

  function aliases(levels: number): string {
    const letters = Array.from({ length: levels }, (_, n) => `c${n}`)
    return letters
      .map((name, n) => `${name}: &${name} [*${letters[n - 1] ?? 'b'}, *${letters[n - 1] ?? 'b'}]`)
      .join('\n')
  }

  test('a gigabyte is refused by its size, before anything of it is read', async () => {
    const file = fileWith('')
    truncateSync(file, 2 ** 30)
    const before = process.memoryUsage().arrayBuffers
    expect((await validateFile(file, kinds)).problems[0]!.message).toMatch(/has 1,073,741,824 bytes/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26)
  })

  test('a stream without end is left after as much as a file may have', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield await Promise.resolve(Buffer.alloc((given++, 2 ** 20)))
    }
    const { problems } = await validateStream('standard input', endless(), kinds)
    expect(problems[0]!.message).toMatch(/has more than 67,108,864 bytes/)
    expect(given).toBe(65)
  })

  test('folders, pipes and devices are refused, and nothing waits for them', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    for (const file of [folder, pipe, '/dev/zero', join(folder, 'missing')]) {
      const { kind, problems } = await validateFile(file, kinds)
      expect([kind, problems[0]!.line]).toEqual([null, null])
      expect(problems[0]!.message).toMatch(/is a folder|is no file but a device or a pipe|does not exist/)
    }
  })

  test('__proto__ is a field that no kind has, and a terminal is not obeyed', async () => {
    const plan = readFileSync(join(ROOT, 'results/sample/plan.json'), 'utf8')
    const files = [
      plan.replace('{', '{"__proto__":{"polluted":true},'),
      plan.replace('"seed":', '"\u001b[2J\u202e":1,"seed":'),
      '{"\u001b[2J\u202e":1}',
      'apiVersion: v1\nkind: "\\e[2J"\n',
      '{"flow":{"verdict":"\u001b[2J","IP":1}}',
    ]
    for (const content of files) {
      const { valid, problems } = await validateFile(fileWith(content), kinds)
      expect([content.slice(0, 40), valid]).toEqual([content.slice(0, 40), false])
      for (const { text } of problems) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
