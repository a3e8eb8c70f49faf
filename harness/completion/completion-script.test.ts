/** That shells complete hopbench's commands where they should and leave everything else as it was: each shell that is installed, for real. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { programOf, SHELLS, type Shell } from '../cli/command-line.ts'
import { providers } from '../providers/index.ts'
import { completedCommands } from './completed-command.ts'
import { completionScript } from './completion-script.ts'
import { canTypeInto, lineAfter } from './testing/type-into-shell.ts'

const top = mkdtempSync(join(tmpdir(), 'hopbench-completion-'))
afterAll(() => rmSync(top, { recursive: true }))
/** A folder whose name a shell must not take apart, nor run. */
const root = join(top, `it's $(touch ran) "mine"`)
for (const name of [
  'results/2026-11-24T10-30-05-7f3c',
  'results/studies',
  'results/$(touch ran)',
  // A command would take the name for flags.
  'results/-rf',
  'scenarios',
  'deep/er',
])
  mkdirSync(join(root, name), { recursive: true })
for (const run of ['2026-11-24T10-30-05-7f3c', '$(touch ran)', '-rf'])
  writeFileSync(join(root, 'results', run, 'plan.json'), '{}')
for (const name of ['chain-3', 'shop', 'policy-scale'])
  writeFileSync(join(root, 'scenarios', `${name}.yaml`), '')

const commands = completedCommands(
  programOf(providers, root).program,
  providers.map(({ name }) => name),
)
const script = (shell: Shell): string =>
  completionScript(shell, { root, scripts: ['bench', 'report', 'test'], commands, providers })

test('each flag with a value has something to offer, or is one of which only the user knows the value', () => {
  const unknown = commands.flatMap(({ flags }) =>
    flags.filter(({ value, offers }) => value !== 'none' && offers.length === 0).map(({ name }) => name),
  )
  expect([...new Set(unknown)].toSorted()).toEqual(
    [
      ...[
        '--arm',
        '--base',
        '--baseline',
        '--context',
        '--database-image',
        '--load',
        '--mesh-values',
        '--node-image',
      ],
      ...['--head', '--page', '--rounds', '--seed', '--threshold', '--workload-image'],
    ].toSorted(),
  )
})

/** Candidates for the last of the words after `npm`; null where hopbench has nothing to say. */
function candidates(shell: string, ...words: string[]): string[] | null {
  const file = join(top, 'candidates')
  // What bash needs besides is not for sh.
  writeFileSync(file, script('bash').split('\n_hopbench_npm() {')[0]!)
  const { status, stdout, stderr } = spawnSync(
    shell,
    ['-c', `. '${file}'; __hopbench_candidates "$@"`, shell, ...words],
    { encoding: 'utf8', cwd: top },
  )
  expect(stderr).toBe('')
  return status === 0 ? stdout.split('\n').slice(0, -1) : null
}

const isInstalled = (program: string): boolean => spawnSync(program, ['-c', ':']).error === undefined

describe.each(['sh', 'bash', 'zsh'].filter(isInstalled))('what %s offers', (shell) => {
  const offered = (...words: string[]) => candidates(shell, ...words)

  test('scripts after run, and flags after the double dash', () => {
    expect(offered('run', '')).toEqual(['bench', 'report', 'test'])
    expect(offered('run', '-s', 'be')).toEqual(['bench', 'report', 'test'])
    expect(offered('--silent', 'run-script', 'report', '--', '')).toEqual([
      ...['--prices', '--out', '--json', '--help', '2026-11-24T10-30-05-7f3c'],
    ])
    expect(offered('run', 'bench', '--', '--')).toEqual(
      expect.arrayContaining(['--scenario', '--quick', '--resume', '--node-image', '--context', '--help']),
    )
  })

  test('values of flags: scenarios and files, runs, providers, choices', () => {
    expect(offered('run', 'bench', '--', '--scenario', '')).toEqual([
      ...['chain-3', 'policy-scale', 'shop', ':files'],
    ])
    expect(offered('run', 'bench', '--', '--quick', '--provider', '')).toEqual([
      'netns',
      'kind',
      'kubeconfig',
    ])
    expect(offered('run', 'bench', '--', '--resume', '')).toEqual(
      expect.arrayContaining(['--quick', '2026-11-24T10-30-05-7f3c']),
    )
    expect(offered('run', 'export', '--', '--format', '')).toContain('openmetrics')
    expect(offered('run', 'export', '--', '--format=')).toContain('--format=openmetrics')
    expect(offered('run', 'bench', '--', '--out', '')).toEqual([':folders'])
    expect(offered('run', 'bench', '--', '--rounds', '')).toEqual([])
    expect(offered('run', 'completion', '--', '')).toEqual(['--help', 'bash', 'zsh', 'fish'])
  })

  test('datapaths of the provider that was typed, one after the other', () => {
    expect(offered('run', 'bench', '--', '--datapaths', '')).toContain('ebpf')
    expect(offered('run', 'bench', '--', '--datapaths', 'sidecar,e')).toContain('sidecar,ebpf')
    const kind = offered('run', 'bench', '--', '--provider', 'kind', '--datapaths', 'cilium,')
    expect(kind).toContain('cilium,istio-sidecar')
    expect(kind).not.toContain('cilium,ebpf')
    expect(offered('run', 'plan', '--', '--provider=kind', '--datapaths=')).toContain('--datapaths=linkerd')
  })

  test('nothing for other commands of npm, for scripts without flags, and before the double dash', () => {
    for (const words of [
      ['install', ''],
      ['run', 'test', '--', ''],
      ['run', 'bench', ''],
      ['test', ''],
      [''],
    ])
      expect(offered(...words)).toBeNull()
  })
})

describe.each(SHELLS)('TAB in %s', { timeout: 60_000, concurrent: true }, (shell) => {
  const there = test.skipIf(!canTypeInto(shell))
  const after = (line: string, { folder = root, earlier = '' } = {}): Promise<string> =>
    lineAfter({ shell, folder, before: `${earlier}\n${script(shell)}`, line })

  there('completes a flag, its value, and the next flag', async () => {
    expect(
      await after(
        'npm run -s bench -- --scena\tpolicy-s\t--provider ki\t--datapaths cilium,istio-ambient-w\t',
      ),
    ).toBe(
      'npm run -s bench -- --scenario policy-scale --provider kind --datapaths cilium,istio-ambient-waypoint',
    )
  })

  there('completes a run below the folder, and runs nothing of what lies there', async () => {
    expect(await after('npm run report -- 2026\t', { folder: join(root, 'deep/er') })).toBe(
      'npm run report -- 2026-11-24T10-30-05-7f3c',
    )
    expect(spawnSync('find', [top, '-name', 'ran'], { encoding: 'utf8' }).stdout).toBe('')
  })

  const EARLIER: Record<Shell, string> = {
    bash: '_own() { COMPREPLY=(own-completion); }; complete -F _own npm',
    zsh: 'autoload -Uz compinit; compinit -D; _own() { compadd own-completion }; compdef _own npm',
    fish: "complete -c npm -f -a 'own-completion'",
  }
  there('elsewhere, and for other commands of npm, is what it was before', async () => {
    const earlier = EARLIER[shell]
    expect(await after('npm run bench -- own\t', { folder: top, earlier })).toBe(
      'npm run bench -- own-completion',
    )
    expect(await after('npm install own\t', { earlier })).toBe('npm install own-completion')
  })
})
