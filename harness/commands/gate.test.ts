/** `gate` of two stored runs, as a shell sees it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EXIT } from '../errors.ts'
import { readPlan } from '../results/read-run.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const SAMPLE = join(ROOT, 'results', 'sample')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-gate-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const gate = (base: string, head: string) =>
  spawnSync(process.execPath, [join(ROOT, 'harness', 'main.ts'), 'gate', '--base', base, '--head', head], {
    ...{ encoding: 'utf8', cwd: ROOT },
  })

/** A copy of the sample with each text of its records replaced. */
function copyWith(name: string, change: (text: string) => string): string {
  const dir = join(folder, name)
  cpSync(SAMPLE, dir, { recursive: true })
  for (const file of readdirSync(dir).map((one) => join(dir, one)))
    if (statSync(file).isFile()) writeFileSync(file, change(readFileSync(file, 'utf8')))
  return dir
}

test('one run is not held against itself, and a copy of the run is that run', () => {
  const copy = copyWith('copy', (text) => text)
  const { status, stdout, stderr } = gate('sample', copy)
  expect([status, stdout]).toEqual([EXIT.usage, ''])
  expect(stderr).toContain(`base and head are one run, ${readPlan(SAMPLE).id}`)
}, 30_000)

test('names of arms are printed, and never obeyed by a terminal', () => {
  const { id } = readPlan(SAMPLE)
  const hostile = (text: string) => text.replaceAll('"ebpf"', String.raw`"e\u001b[31m\u202ex"`)
  const base = copyWith('base', hostile)
  const head = copyWith('head', (text) => hostile(text).replaceAll(id, `${id.slice(0, -4)}ffff`))
  const { stdout } = gate(base, head)
  expect(stdout).toContain(String.raw`e\u{1b}[31m\u{202e}x, load light`)
  expect(/[\u001b\u202e]/.test(stdout)).toBe(false)
}, 30_000)
