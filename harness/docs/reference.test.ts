/** That docs/reference.md lists what there is: commands, flags, exit codes, verdicts, environment variables. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { readCommandLine } from '../cli/command-line.ts'
import { EXIT } from '../errors.ts'
import { providers } from '../providers/index.ts'
import { readPage, ROOT } from './pages.ts'

const rows = readPage('docs/reference.md')
  .split('\n')
  .filter((line) => line.startsWith('|'))
const hasRow = (begin: string): boolean => rows.some((row) => row.startsWith(`| ${begin}`))

function helpOf(command: string): string {
  const typed = readCommandLine([command, '--help'], providers)
  if (typed.command !== 'help') throw new Error('help was asked for')
  return typed.text
}

const COMMANDS = [
  ...['bench', 'plan', 'report', 'flows', 'export', 'import', 'init', 'compare', 'history', 'validate'],
  ...['gate', 'explain', 'doctor', 'clean', 'image'],
]

test.each(COMMANDS)('each flag of %s has a row', (command) => {
  const flags = [...helpOf(command).matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map(([, flag]) => flag!)
  expect(flags.length).toBeGreaterThan(1)
  expect(flags.filter((flag) => flag !== '--help' && !hasRow(`\`${flag}`))).toEqual([])
})

test('each row of a flag is a flag that some command has', () => {
  const help = COMMANDS.map(helpOf).join('\n')
  const named = rows.flatMap((row) => /^\| `(--[a-z-]+)/.exec(row)?.[1] ?? [])
  expect(named.filter((flag) => !new RegExp(`^ {2}${flag}\\b`, 'm').test(help))).toEqual([])
})

test('each command that is more than housekeeping has a row', () => {
  const commands = Object.keys(packageJson.scripts).filter((name) => !/^(lint|format)/.test(name))
  expect(commands.filter((name) => !hasRow(`\`npm run ${name}`) && !hasRow(`\`npm ${name}`))).toEqual([])
})

test('the exit codes are those of the program', () => {
  const listed = rows.flatMap((row) => /^\| (\d+) +\|/.exec(row)?.[1] ?? []).map(Number)
  expect(listed).toEqual(Object.values(EXIT))
})

test('each verdict has a row', () => {
  const verdicts = ['higher', 'lower', 'equivalent', 'not resolved', 'withheld']
  expect(verdicts.filter((verdict) => !hasRow(`_${verdict}_`))).toEqual([])
})

test('each environment variable that the code reads has a row', () => {
  const read = readdirSync(join(ROOT, 'harness'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(ROOT, 'harness', file), 'utf8').matchAll(
        /process\.env(?:\.|\[')((?:HOPBENCH|KIND|KUBE)[A-Z_]+)/g,
      ),
    ])
    .map(([, name]) => name!)
  expect(read).toContain('HOPBENCH_ENVOY')
  expect([...new Set(read)].filter((name) => !hasRow(`\`${name}\``))).toEqual([])
})
