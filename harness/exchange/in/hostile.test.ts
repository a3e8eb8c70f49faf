/** Files that mean harm: no page is scripted, nothing is written elsewhere, and nothing is read that is too large. */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exchangeFile, fileWith, refusalOf, temporaryFolder } from '../testing/exchange-file.ts'
import { MOST_BYTES } from './bounded-file.ts'
import { importMarkdown } from './import-markdown.ts'
import { importPage } from './import-page.ts'
import { importTerminal } from './import-terminal.ts'
import { readImport } from './read-import.ts'

const EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'](javascript:alert(3))'

const textOf = (name: string): string => readFileSync(exchangeFile(name), 'utf8')

/** A result with the text in every string that a file may choose, its name too. */
function fortioWith(text: string) {
  const fortio = JSON.parse(textOf('fortio.json')) as Record<string, unknown>
  return {
    ...fortio,
    ...{
      Labels: text,
      URL: text,
      Version: text,
      StartTime: text.slice(0, 90),
      RequestedQPS: text.slice(0, 90),
    },
    RetCodes: { [text]: 893_896 },
    ErrorsDurationHistogram: { Count: 893_896 },
  }
}

test('markup in any string is text on the page and in Markdown', () => {
  const file = fileWith(JSON.stringify(fortioWith(EVIL)), '<script>alert(4)<script>.json')
  const imported = readImport(file)
  const page = importPage([imported, imported], '0')
  expect(page).toContain('&lt;script&gt;alert(1)')
  expect(page).not.toMatch(/<script|<img|<a /i)
  expect(importMarkdown([imported, imported])).not.toMatch(/<script|<img|[^\\]\]\(javascript/i)
})

test('a terminal is not obeyed: control characters and marks of direction are written out', () => {
  const imported = readImport(fileWith(JSON.stringify(fortioWith('\u001b]0;title\u0007\u202egnp.exe\n\r'))))
  expect(importTerminal([imported])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  const refusal = refusalOf(() =>
    readImport(fileWith(JSON.stringify({ ...fortioWith('x'), ActualQPS: '\u001b[2J' }))),
  )
  expect(refusal).toMatch(/ActualQPS {2}must be a number/)
  expect(refusal).not.toContain('\u001b')
})

test.each([
  ['in JSON', 'fortio.json:33:30', textOf('fortio.json').replace('"200"', '"__proto__"')],
  ['in JSON, escaped', 'result.json:1:20', '{"\\u005f_proto__": {"polluted": true}, "metrics": {}}'],
  ['in SMP', 'smp.json:4:28', textOf('smp.json').replace('"mesh"', '"__proto__"')],
  ['in YAML', 'smp.yaml:5:1', textOf('smp-first-form.yaml').replace('exp_uuid:', '__proto__:')],
])('__proto__ %s is refused with its place, because no check of fields sees it', (_, place, text) => {
  const name = place.split(':')[0]!
  expect(refusalOf(() => readImport(fileWith(text, name)))).toContain(`${place}  __proto__ cannot be a name`)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('names of what every object has are names like any other', () => {
  const text = JSON.stringify(fortioWith('constructor'))
  const imported = readImport(fileWith(`{"toString":{},${text.slice(1)}`))
  expect(imported.codes).toEqual([{ code: 'constructor', calls: 893_896 }])
})

test('a gigabyte is refused by its size, before anything is read', () => {
  const path = join(temporaryFolder(), 'large.json')
  const descriptor = openSync(path, 'w')
  ftruncateSync(descriptor, 2 ** 30)
  closeSync(descriptor)
  const before = process.memoryUsage().arrayBuffers
  expect(refusalOf(() => readImport(path))).toMatch(/has 1,073,741,824 bytes; .* Nothing of it was read/)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_BYTES)
})

test('folders, devices and pipes are refused, and nothing waits for them', () => {
  const folder = temporaryFolder()
  expect(refusalOf(() => readImport(folder))).toMatch(/is a folder/)
  expect(refusalOf(() => readImport('/dev/zero'))).toMatch(/is no file but a device/)
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  expect(refusalOf(() => readImport(pipe))).toMatch(/is no file but a device or a pipe/)
})

test.each([
  ['lists', '['.repeat(4_000_000)],
  ['objects', '{"metrics":'.repeat(500_000)],
  ['a real result with deep labels', `{"DurationHistogram":${'['.repeat(50)}${']'.repeat(50)}}`],
])('nesting is refused where it becomes too deep: %s', (_, text) => {
  expect(refusalOf(() => readImport(fileWith(text)))).toMatch(
    /result\.json:1:\d+ {2}is nested more than 32 levels deep/,
  )
})

test('YAML that is nested deep, or grows by aliases, is refused', () => {
  const deep = `smp_version: v1\nlabels: ${'['.repeat(5000)}`
  expect(refusalOf(() => readImport(fileWith(deep, 'smp.yaml')))).toMatch(/nested more than/)
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  for (const [one, other] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map((pair) => pair.split('')))
    bomb.push(`${other!}: &${other!} [${Array(9).fill(`*${one!}`).join()}]`)
  const text = `smp_version: v1\nlatencies_ms: {p50: 1}\n${bomb.join('\n')}`
  expect(refusalOf(() => readImport(fileWith(text, 'smp.yaml')))).toMatch(/smp\.yaml:\d+/)
})

test.each([
  [
    'thousands of faults',
    JSON.stringify({ ...fortioWith('x'), DurationHistogram: { Data: Array(50_000).fill('x') } }),
    /must be/,
  ],
  [
    'a duration of digits without end',
    JSON.stringify({ ...fortioWith('x'), RequestedDuration: '1'.repeat(4e6) }),
    /must be a short text/,
  ],
  [
    'a command line without end',
    `${'wrk -t '.repeat(1e6)}\n${textOf('wrk2.txt')}`,
    /must have at most 10,000 characters/,
  ],
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe, 0x00]), /is not text in UTF-8/],
])('%s is refused at once', (_, content, message) => {
  const began = performance.now()
  const refusal = refusalOf(() => readImport(fileWith(content)))
  expect(refusal).toMatch(message)
  expect(refusal.length).toBeLessThan(5000)
  // Work that grows with the square of the file would take minutes.
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('thousands of codes give a short page', () => {
  const codes = {
    ...Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`code-${n}`, 1])),
    rest: 873_896,
  }
  const imported = readImport(fileWith(JSON.stringify({ ...fortioWith('x'), RetCodes: codes })))
  expect(importPage([imported], '0').length).toBeLessThan(40_000)
})
