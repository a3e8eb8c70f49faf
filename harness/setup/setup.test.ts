/** Set-up, and the commands that begin with it, on machines that lack things, without changing this one. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT } from '../errors.ts'

const start = (file: string, args: string[], environment: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(import.meta.dirname, file), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
const setUp = (flag: string, environment: Record<string, string> = {}) =>
  start('setup.mjs', [flag], environment)

test('says nothing when nothing is missing', () => {
  expect(setUp('--node-only')).toMatchObject({ status: EXIT.ok, stdout: '', stderr: '' })
})

// With this PATH no program is found, not even apt-get, so set-up cannot install anything.
const NOTHING_FOUND = { PATH: '/nowhere' }

test('names what is missing, the command to type, and who says what cannot run; exit 12', () => {
  const { status, stderr } = setUp('--bench', NOTHING_FOUND)
  expect(status).toBe(EXIT.unavailable)
  if (process.platform !== 'linux') return
  expect(stderr).toContain('missing: clang\n')
  expect(stderr).toContain('→ `npm run doctor` lists what cannot run without them')
  expect(stderr).toMatch(/→ install with your package manager what Debian calls: .*clang/)
})

test('goes on to the tests with what there is', () => {
  const { status, stderr } = setUp('--tests', NOTHING_FOUND)
  expect(status).toBe(EXIT.ok)
  if (process.platform === 'linux') expect(stderr).toContain('missing: chromium')
})

test('an Envoy that is not there is named', () => {
  const { status, stderr } = setUp('--bench', { ...NOTHING_FOUND, HOPBENCH_ENVOY: '/no/such/envoy' })
  expect(status).toBe(EXIT.unavailable)
  if (process.getuid?.() === 0)
    expect(stderr).toContain('HOPBENCH_ENVOY is not an executable file: /no/such/envoy')
})

describe('`npm run bench` on a machine that lacks things', () => {
  const bench = (...args: string[]) => start('run-bench.ts', args, NOTHING_FOUND)
  test('gives help at once', () => {
    const { status, stdout, stderr } = bench('--help')
    expect(stdout).toContain('Usage: hopbench bench')
    expect({ status, stderr }).toEqual({ status: EXIT.ok, stderr: '' })
  })
  test.each([
    [['--round', '12'], 'Did you mean --rounds?'],
    [['--scenario', 'shp'], 'did you mean "shop"?'],
  ])('says at once what is wrong with %j', (mistyped, meant) => {
    const { status, stderr } = bench(...mistyped)
    expect(stderr).toContain(meant)
    expect(stderr).not.toContain('missing: ')
    expect(status).toBe(EXIT.usage)
  })
  test('gets the machine ready for a run', () => {
    const { status, stderr } = bench('--quick')
    expect(status).toBe(EXIT.unavailable)
    if (process.platform === 'linux') expect(stderr).toContain('missing: clang\n')
  })
})
