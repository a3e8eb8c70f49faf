import { describe, expect, it } from 'vitest'
import { bpfFile } from '../../../system/bpf-files.ts'
import { run } from '../../../system/command.ts'
import { requireNeed } from '../../../system/require-need.ts'

/** All control characters that JSON must escape, except NUL, which cannot be in a C string. */
const CONTROLS = Array.from({ length: 31 }, (_, at) => String.fromCharCode(at + 1))
const WORDS = [
  'plain',
  '',
  'a "quoted" word',
  '\\ and \\n and \\"',
  ...CONTROLS,
  CONTROLS.join(''),
  '\u007f',
  'Grüße, 名前, 🐝',
]

const skipReason = await requireNeed('bpf')

describe.skipIf(skipReason)('the JSON writer of bpf/lib', () => {
  it('writes every text so that it reads back the same, as key and as value, on one line', async () => {
    const lines = (await run(bpfFile('write-json'), WORDS)).split('\n')
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[0]!)).toEqual({
      words: WORDS,
      bytes: Object.fromEntries(WORDS.map((word) => [word, Buffer.byteLength(word)])),
    })
  })

  it('escapes quotes, backslashes and control characters, and nothing else', async () => {
    const [line] = (await run(bpfFile('write-json'), ['"', '\\', '\n', '\u001f', 'ü/🐝'])).split('\n')
    expect(line).toContain(String.raw`["\"","\\","\u000a","\u001f","ü/🐝"]`)
  })

  it('puts commas between values only, and writes 64 bits of a number', async () => {
    const [first, second] = (await run(bpfFile('write-json'), [])).split('\n')
    expect(first).toBe('{"words":[],"bytes":{}}')
    expect(second).toBe('[{},[],true,false,18446744073709551615]')
  })
})
