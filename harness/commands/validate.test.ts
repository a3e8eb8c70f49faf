/** `validate` as a shell sees it. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT } from '../errors.ts'

const ROOT = join(import.meta.dirname, '..', '..')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-validate-'))
  copyFileSync(join(ROOT, 'prices.yaml'), join(folder, 'good.yaml'))
  writeFileSync(join(folder, 'bad.yaml'), 'currency: EUR\nperCoreHour: { price: dear }\nperGibHour: 1\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** As npm runs it: in the project's folder, with the user's in a variable. */
const validate = (args: string[], input = '') =>
  spawnSync(process.execPath, [join(ROOT, 'harness', 'main.ts'), 'validate', ...args], {
    ...{ encoding: 'utf8', cwd: ROOT, input },
    env: { ...process.env, INIT_CWD: folder },
  })

// Each starts the program anew, which takes a second and, beside other tests, several.
describe('validate', { timeout: 30_000 }, () => {
  test('valid files are named with their kinds, and the exit code is 0', () => {
    const { status, stdout, stderr } = validate(['good.yaml', join(ROOT, 'results/sample/plan.json')])
    expect([status, stderr]).toEqual([EXIT.ok, ''])
    expect(stdout).toMatch(/^good\.yaml: prices\.yaml, valid\n.*plan\.json: plan\.json, valid\n$/)
  })

  test('one file with problems: they are named as the file was typed, and the exit code is 2', () => {
    const { status, stdout } = validate(['good.yaml', 'bad.yaml'])
    expect(status).toBe(EXIT.usage)
    expect(stdout).toContain('good.yaml: prices.yaml, valid\nbad.yaml: prices.yaml, 4 problems\n')
    expect(stdout).toContain(
      '\nbad.yaml:2:23  perCoreHour.price  must be a number, but is "dear"\n  1 | currency: EUR\n  2 | perCoreHour: { price: dear }\n    |                       ^\n',
    )
  })

  test('--json says the same to programs, and standard input is a file', () => {
    const { status, stdout } = validate(['--json', 'good.yaml', '-'], 'currency: EUR\nperCoreHour: 1\n')
    expect(status).toBe(EXIT.usage)
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      files: [
        { file: 'good.yaml', kind: 'prices.yaml', valid: true, problems: [], notes: [] },
        {
          ...{ file: 'standard input', kind: 'prices.yaml', valid: false },
          problems: [
            {
              file: 'standard input',
              line: 2,
              column: 14,
              path: 'perCoreHour',
              message: 'must be a mapping, but is 1',
            },
            { path: 'perGibHour', message: 'must be a mapping, but is missing' },
          ],
        },
      ],
    })
  })

  test('standard input twice, and no file at all, are mistakes', () => {
    expect(validate(['-', '-'])).toMatchObject({ status: EXIT.usage, stdout: '' })
    expect(validate([])).toMatchObject({ status: EXIT.usage, stdout: '' })
  })
})
