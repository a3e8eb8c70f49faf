/** Mistakes that YAML allows, or for which the YAML library throws, and the messages that the author of a file gets. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { refusalOf } from '../testing/refusal.ts'
import { parseChecked } from './parse-checked.ts'

const KIND = {
  what: 'file',
  advice: 'mend it',
  schema: z.strictObject({ a: z.unknown(), b: z.unknown().optional() }),
  check: () => [],
}
const read = (text: string) => parseChecked('my.yaml', text, KIND)

describe('is refused with its place and what to write instead', () => {
  test.each([
    [
      'an alias without its anchor',
      'a: *x',
      '1:4  is the alias \\*x, and no anchor &x comes before it: write the value',
    ],
    ['an alias before its anchor', 'a: *x\nb: &x 1', '1:4  is the alias \\*x'],
    [
      'an alias that was meant for another',
      'a: &orders 1\nb: *order',
      '2:4  is the alias \\*order, .*did you mean "orders"\\?',
    ],
    ['an alias of itself', 'a: &x [*x]', '1:8  is the alias \\*x inside the value that &x names'],
    ['aliases of aliases', bomb(9), '\\d+:\\d+  stands for more than 100000 values: use fewer aliases'],
    ['an alias with a tag', 'a: &x 1\nb: !!str *x', '2:10  is an alias with a tag or an anchor'],
    ['a merge key', 'a: 1\n<<: { b: 2 }', '2:1  is a merge key, .*write the fields out'],
    ['a tag of a program', 'a: !!js/function "x"', '1:4  has a tag .*leave the tag out'],
    ['a tag that changes the kind of a value', 'a: !!set { x, y }', '1:4  has a tag'],
    ['a tag that its value does not fit', 'a: !!int many', '1:4  has a tag'],
    ['a key twice', 'a: 1\na: 2', '2:1  is there twice in this mapping: remove one of them'],
    ['a key twice, once in quotes', 'a: { 1: x, "1": y }', '1:12  is there twice'],
    ['a key that is a list', '? [a]\n: 1', '1:3  is a key that is no text'],
    ['a key that is an alias', 'a: &x b\n*x : 1', '2:1  is a key that is no text'],
    ['a key without a name', 'a: 1\n: 2', '2:3  has no name before its colon'],
    ['a key that objects have', 'a: { __proto__: { b: 1 } }', '1:6  __proto__ cannot be a name'],
    ['a directive', '%YAML 1.1\n---\na: yes', '1:1  is the directive %YAML 1.1: leave that line out'],
    ['a second document', 'a: 1\n---\na: 2', '2:1  begins a second document: leave one'],
    ['a tab as indentation', 'a:\n\tb: 1', '2:1  is indented with a tab: use spaces'],
    ['NUL', 'a: x\0y', '1:5  is the invisible character U\\+0000: remove it'],
    ['a sequence that a terminal obeys', 'a: x\x1b[2J', '1:5  is the invisible character U\\+001B'],
    ['the same as an escape', 'a: "x\\e[2J"', '1:4  holds an invisible character: "x\\\\u001b\\[2J"'],
    ['half of a pair of surrogates', 'a: "\\ud800"', '1:4  holds an invisible character'],
    ['a byte order mark inside', 'a: x\uFEFFy', '1:5  is the invisible character U\\+FEFF'],
    [
      'bytes that are not UTF-8',
      `a: ${Buffer.from([0xff, 0xfe]).toString()}`,
      '1:4  is not UTF-8: save the file as UTF-8',
    ],
    ['line ends of old Macs', 'a: 1\rb: 2\r', '1:5  is a line end of old Macs'],
    ['not a number', 'a: .nan', '1:4  .nan is a number only to some readers'],
    ['infinity', 'a: -.Inf', '1:4  -.Inf is a number only to some readers'],
    [
      'a hexadecimal number',
      'a: 0x1F',
      '1:4  0x1F is a number only to some readers: write it with decimal digits',
    ],
    ['an octal number', 'a: 0o17', '1:4  0o17 is a number only'],
    ['what was once an octal number', 'a: 010', '1:4  010 is a number only'],
    ['more than a number can be', 'a: 1e999', '1:4  1e999 is more than a number can hold exactly'],
    ['more than a number holds', 'a: 12345678901234567890', '1:4  12345678901234567890 is more than'],
    ['thousands of brackets', `a: ${'['.repeat(50_000)}`, '1:10\\d  is nested more than 100 levels deep'],
    ['thousands of dashes', `a:\n  ${'- '.repeat(50_000)}`, '2:\\d+  is nested more than 100 levels deep'],
    ['no YAML at all', 'a: [1', '1:6  is not YAML: '],
  ])('%s', (_, text, words) => {
    const refusal = refusalOf(() => read(text))
    expect(refusal).toMatch(new RegExp(`^my\\.yaml:${words}`))
    expect(refusal).toMatch(/\n {2}→ mend it$/)
  })
})

/** A line with nine values, and further lines that each repeat the line before nine times. */
function bomb(lines: number): string {
  const names = 'cdefghijklmn'
  const nine = (value: string) => `[${Array.from({ length: 9 }, () => value).join(', ')}]`
  const levels = Array.from(
    { length: lines },
    (_, n) => `${names[n + 1]!}: &${names[n + 1]!} ${nine(`*${names[n]!}`)}`,
  )
  return [`a: 1\nc: &c ${nine('1')}`, ...levels].join('\n')
}

describe('is read as it is meant', () => {
  test.each([
    ['an alias', 'a: &x { c: 1 }\nb: *x', { a: { c: 1 }, b: { c: 1 } }],
    ['text that was told to be', 'a: !!str 1.30', { a: '1.30' }],
    ['a date, which is text', 'a: 2026-11-24', { a: '2026-11-24' }],
    ['yes, which is text', 'a: yes', { a: 'yes' }],
    ['a merge key in quotes, which is text', 'a: { "<<": 1 }', { a: { '<<': 1 } }],
    ['Windows line ends', 'a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['a byte order mark at the start', '\uFEFFa: 1', { a: 1 }],
    ['numbers', 'a: [0, -1, 1.5, 1e3, .5]', { a: [0, -1, 1.5, 1000, 0.5] }],
    ['a document that is begun and ended', '---\na: 1\n...\n', { a: 1 }],
  ])('%s', (_, text, value) => {
    expect(read(text)).toEqual(value)
  })
})

test('where a file is not YAML, the first mistake is told, not its echoes', () => {
  expect(refusalOf(() => read('- a: 1\nb: 2\nc: 3\nd: 4\n'))).toMatch(
    /^my\.yaml:2:1 {2}is not YAML: [^\n]*\n.*\n.*\n +\| \^\n {2}→/,
  )
})

test('of many problems the first twenty are told, and how many more there are', () => {
  const fields = Array.from({ length: 30 }, (_, n) => `field${n}: 1`).join('\n')
  const refusal = refusalOf(() => read(`a: 1\n${fields}`))
  expect(refusal).toMatch(/^30 problems in the file:/)
  expect(refusal).toMatch(/\n\nand 10 more\n {2}→/)
})

test('a line without end is shown around its mistake, and the caret is below it', () => {
  const [, shown, caret] = refusalOf(() =>
    read(`a: 1\n\nb: ['${'x'.repeat(5000)}', .nan, '${'y'.repeat(5000)}']`),
  ).split('\n')
  expect(shown!.length).toBeLessThan(200)
  expect(shown!.slice(caret!.indexOf('^')).startsWith('.nan')).toBe(true)
})
