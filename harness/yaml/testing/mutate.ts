/** For tests: damages texts of YAML files as typing errors, editors and other tools do. A seed gives the same damage again. */
import type { SeededRandom } from '../../numbers/seeded-random.ts'

/** Texts that somebody may write who knows another version of YAML or another tool, or who means harm. */
const TOKENS = [
  ...[
    '*x',
    '&x ',
    '&x',
    '<<: *x',
    '<<:',
    '<<: {a: 1}',
    '!!js/function ',
    '!!set ',
    '!!binary ',
    '!!str ',
    '!x ',
  ],
  ...[
    '%YAML 1.1\n---\n',
    '%TAG ! x:\n',
    '---\n',
    '...\n',
    '\n---\n',
    '\0',
    '\x1b[31m',
    '\x85',
    '\u2028',
    '\uFEFF',
    '\uD800',
    '\uFFFD',
  ],
  ...[
    '.nan',
    '.inf',
    '-.inf',
    '1e999',
    '-0',
    '0x10',
    '0o17',
    '010',
    '1_000',
    '123456789012345678901234567890',
  ],
  ...[
    '2026-11-24',
    '12:30:45',
    'yes',
    'null',
    '~',
    '',
    ' ',
    '\t',
    '\r',
    '\r\n',
    '"',
    "'",
    '|\n',
    '>-\n',
    '? ',
    ': ',
    '- ',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '[[[',
    '#',
    ',',
    '@',
    '`',
    '"\\0"',
    '"\\x1b[2J"',
    '"\\ud800"',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...['__proto__: {a: 1}\n', '[a, b]: c\n', '1: 2\n', '{a: b}: c\n', 'x: &x [*x]\n', '*x : 1\n'],
  ...[
    '"'.repeat(3),
    'x'.repeat(5000),
    '['.repeat(5000),
    '- '.repeat(3000),
    '{a: '.repeat(3000),
    'ä'.repeat(300),
  ],
  `\na: &a [1,1,1,1,1,1,1,1,1]\n${Array.from('bcdefghi')
    .map((to, n) => `${to}: &${to} [${`*${'abcdefgh'[n]!},`.repeat(9)}]`)
    .join('\n')}\n`,
]

type Mutation = (text: string, at: Chance) => string

interface Chance {
  /** A whole number below `end`. */
  below(end: number): number
  of<T>(items: readonly T[]): T
  /** The text of another file of the same kind. */
  other: string
}

const insert = (text: string, offset: number, what: string): string =>
  text.slice(0, offset) + what + text.slice(offset)

/** A mutation that changes the array of a text's lines in place. */
const onLines =
  (change: (lines: string[], at: Chance) => void): Mutation =>
  (text, at) => {
    const lines = text.split('\n')
    change(lines, at)
    return lines.join('\n')
  }

const VALUE = /: *([^\s#][^#\n]*)$/

const MUTATIONS: Mutation[] = [
  (text, at) => {
    const bytes = Buffer.from(text)
    const flipped = at.below(bytes.length)
    bytes[flipped] = bytes[flipped]! ^ (1 << at.below(8))
    return bytes.toString()
  },
  (text, at) => {
    const offset = at.below(text.length)
    return text.slice(0, offset) + String.fromCharCode(at.below(256)) + text.slice(offset + 1)
  },
  (text, at) => text.slice(0, at.below(text.length)),
  (text, at) => insert(text, at.below(text.length + 1), at.of(TOKENS)),
  onLines((lines, at) => {
    const n = at.below(lines.length)
    lines.splice(n, 0, lines[n]!)
  }),
  onLines((lines, at) => void lines.splice(at.below(lines.length), 1)),
  onLines((lines, at) => {
    const [a, b] = [at.below(lines.length), at.below(lines.length)]
    const kept = lines[a]!
    lines[a] = lines[b]!
    lines[b] = kept
  }),
  onLines((lines, at) => {
    const n = at.below(lines.length)
    lines[n] = at.of([`  ${lines[n]!}`, ` ${lines[n]!}`, `\t${lines[n]!}`, lines[n]!.replace(/^ {1,2}/, '')])
  }),
  onLines((lines, at) => {
    const n = at.below(lines.length)
    lines[n] = lines[n]!.replace(VALUE, `: ${at.of(TOKENS)}`)
  }),
  onLines((lines, at) => {
    const n = at.below(lines.length)
    lines[n] = lines[n]!.replace(/^(\s*(?:- )?)[\w-]+:/, `$1${at.of(TOKENS).trim()}:`)
  }),
  // Insert a line or a value of another file.
  onLines((lines, at) => {
    lines[at.below(lines.length)] = at.of(at.other.split('\n'))
  }),
  onLines((lines, at) => {
    const values = at.other.split('\n').flatMap((line) => VALUE.exec(line)?.[1] ?? [])
    const n = at.below(lines.length)
    if (values.length > 0) lines[n] = lines[n]!.replace(VALUE, () => `: ${at.of(values)}`)
  }),
]

/** Returns a text of the corpus with one to three mutations. */
export function mutate(corpus: readonly string[], random: SeededRandom): string {
  const below = (end: number): number => Math.floor(random.next() * end)
  const of = <T>(items: readonly T[]): T => items[below(items.length)]!
  let text = of(corpus)
  for (let times = 1 + below(3); times > 0; times--)
    text = of(MUTATIONS)(text, { below, of, other: of(corpus) })
  return text
}
