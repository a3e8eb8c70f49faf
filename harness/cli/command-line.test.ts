/** What a user types, and the command that results. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCommandLine } from './command-line.ts'
import { UsageError, withAdvice } from '../errors.ts'
import { providers } from '../providers/index.ts'
import { refusalOf } from '../testing/refusal.ts'

const PROJECT = join(import.meta.dirname, '../..')
const read = (line: string) =>
  readCommandLine(line.split(' ').filter(Boolean), providers, { INIT_CWD: '/home/user' })
const refusal = (line: string): string => {
  try {
    read(line)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return withAdvice(error)
  }
  throw new Error(`accepted: ${line}`)
}

test('bench without flags', () => {
  expect(read('bench')).toEqual({
    command: 'bench',
    flags: {
      provider: 'netns',
      quick: false,
      out: PROJECT,
      json: false,
      providerFlags: {},
      folder: '/home/user',
    },
  })
})

test('bench with every flag; paths are those of the folder the user was in', () => {
  expect(
    read(
      'bench --scenario mine/shop.yaml --datapaths sidecar,ebpf --rounds 24 --quick --seed abc --prices mine/prices.yaml --out here --json',
    ),
  ).toEqual({
    command: 'bench',
    flags: {
      scenario: '/home/user/mine/shop.yaml',
      datapaths: ['sidecar', 'ebpf'],
      provider: 'netns',
      rounds: 24,
      quick: true,
      seed: 'abc',
      prices: '/home/user/mine/prices.yaml',
      out: '/home/user/here',
      json: true,
      providerFlags: {},
      folder: '/home/user',
    },
  })
})

test('a scenario by name stays a name', () => {
  expect(read('plan --scenario shop')).toMatchObject({ command: 'plan', flags: { scenario: 'shop' } })
})

test('report takes an id, a folder, or nothing', () => {
  expect(read('report')).toEqual({ command: 'report', flags: { out: PROJECT, json: false } })
  expect(read('report sample')).toMatchObject({ flags: { run: 'sample' } })
  expect(read('report results/sample')).toMatchObject({ flags: { run: '/home/user/results/sample' } })
  expect(read('report sample --prices mine.yaml')).toMatchObject({
    flags: { run: 'sample', prices: '/home/user/mine.yaml' },
  })
})

test('flags of providers are kept together as they were typed, with the folder the user was in', () => {
  const typed = read(
    'bench --provider kind --node-image hopbench/node:v1 --images images --charts ../charts ' +
      '--mesh-values istio-sidecar=a.yaml,cilium=/b.yaml --mesh-values istio-sidecar=c.yaml --keep --allow-egress',
  )
  expect(typed).toEqual({
    command: 'bench',
    flags: {
      provider: 'kind',
      quick: false,
      out: PROJECT,
      json: false,
      providerFlags: {
        '--node-image': ['hopbench/node:v1'],
        '--images': ['images'],
        '--charts': ['../charts'],
        '--mesh-values': ['istio-sidecar=a.yaml,cilium=/b.yaml', 'istio-sidecar=c.yaml'],
        '--keep': [],
        '--allow-egress': [],
      },
      folder: '/home/user',
    },
  })
})

test('help names the providers that have a flag, and each flag once', () => {
  const help = read('plan --help')
  const text = help.command === 'help' ? help.text : ''
  expect(text).toMatch(
    /With --provider kind:\n {2}--node-image[^]*With --provider kind or kubeconfig:\n {2}--charts/,
  )
  expect(text.match(/--charts <folder>/g)).toHaveLength(1)
})

test('clean takes kept clusters only where that is asked for', () => {
  expect(read('clean')).toEqual({ command: 'clean', flags: { json: false, kept: false } })
  expect(read('clean --kept --json')).toEqual({ command: 'clean', flags: { json: true, kept: true } })
})

test.each(['doctor', 'clean'])('%s takes no flags of a run', (command) => {
  expect(refusal(`${command} --quick`)).toContain('--quick')
})

test('doctor', () => {
  expect(read('doctor --json')).toEqual({ command: 'doctor', flags: { json: true } })
})

test('a flag that npm kept to itself is refused, with the place where -- belongs', () => {
  const typed = (command: string, variables: NodeJS.ProcessEnv) => () =>
    readCommandLine([command], providers, { INIT_CWD: '/home/user', ...variables })
  expect(typed('bench', { npm_config_quick: 'true', npm_config_install_meshes: 'true' })).toThrow(
    'npm kept --quick and --install-meshes for itself',
  )
  expect(typed('report', { npm_config_quick: 'true', npm_config_json: 'true' })()).toHaveProperty(
    'command',
    'report',
  )
})

test('init reads and writes in the folder of the user, mine.yaml where no other file is named', () => {
  expect(read('init traces.json')).toEqual({
    command: 'init',
    flags: {
      source: '/home/user/traces.json',
      out: '/home/user/mine.yaml',
      json: false,
      folder: '/home/user',
    },
  })
  expect(read('init traces.json --out ../shop.yaml --page web --json')).toMatchObject({
    flags: { out: '/home/shop.yaml', page: 'web', json: true },
  })
  expect(refusal('init')).toMatch(/missing required argument 'file'/)
  expect(refusal('init traces.json --out -')).toMatch(/must be a file/)
})

test('nothing, and --help, give help', () => {
  for (const line of ['', '--help', 'bench --help']) {
    const typed = read(line)
    expect(typed.command).toBe('help')
    expect(typed.command === 'help' && typed.text).toMatch(/Usage: hopbench/)
  }
})

describe('what is wrong is named with what was perhaps meant', () => {
  test.each([
    ['bench --scenaro shop', '--scenario'],
    ['bench --round 12', '--rounds'],
    ['benhc', 'bench'],
  ])('%s → %s', (line, meant) => {
    const message = refusal(line)
    expect(message).toContain(`(Did you mean ${meant}?)`)
    expect(message).toMatch(/\n {2}→ .*--help/)
  })
  test.each(['0', '5', '201', 'many', '7.5'])('--rounds %s', (rounds) => {
    expect(refusal(`bench --rounds ${rounds}`)).toContain('It must be a whole number from 6 to 200.')
  })
  test.each(['bench', 'plan', 'gate'])('%s --datapaths with commas alone', (command) => {
    expect(refusal(`${command} --datapaths ,,,`)).toContain('It must name at least one, separated by commas.')
  })
  test('--rounds takes as many as a scenario may ask for', () => {
    expect(read('plan --rounds 200')).toMatchObject({ flags: { rounds: 200 } })
  })
  test('a flag without its value', () => {
    expect(refusal('bench --scenario')).toContain('argument missing')
  })
  test.each([
    'gate --base a --head b --json --markdown',
    'compare a b --json --markdown',
    'flows --json --dot',
  ])('two languages for one output: %s', (line) => {
    expect(refusal(line)).toMatch(/option '--(markdown|dot)' cannot be used with option '--json'/)
  })
  test('a word too many', () => {
    expect(refusal('bench sidecar')).toContain('too many arguments')
  })
})

test('compare takes two runs or summaries; history a folder', () => {
  const off = { out: PROJECT, json: false }
  expect(read('compare sample mine/summary.json --markdown')).toEqual({
    command: 'compare',
    flags: { ...off, a: 'sample', b: '/home/user/mine/summary.json', markdown: true },
  })
  expect(refusal('compare sample')).toMatch(/missing required argument 'B'/)
  expect(read('history')).toEqual({ command: 'history', flags: off })
  expect(read('history branch --json')).toEqual({
    command: 'history',
    flags: { ...off, folder: '/home/user/branch', json: true },
  })
})

test('an empty file, folder or run is refused, and never taken for the current folder or the newest run', () => {
  const empty = 'EMPTY'
  for (const line of [
    `history ${empty}`,
    `report ${empty}`,
    `flows ${empty}`,
    `compare sample ${empty}`,
    `export ${empty} --format csv`,
    `import ${empty}`,
    `init ${empty}`,
    `bench --out ${empty}`,
    `bench --resume ${empty}`,
  ])
    expect(
      refusalOf(() =>
        readCommandLine(
          line.split(' ').map((word) => (word === empty ? '' : word)),
          providers,
          {},
        ),
      ),
      line,
    ).toMatch(/empty text\n {2}→ name the file or folder/)
})
