/** What the scripts of `.ci/` do, with the real npm and a remote that is a folder. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { EXIT } from '../errors.ts'
import { serveRepository } from './testing/serve-repository.ts'
import { makeWorkspace, RUN, type Workspace } from './testing/workspace.ts'

/** Reports are built and pages rendered by programs of their own, beside other tests. */
const PROGRAMS_WITHIN_MS = 180_000

let workspace: Workspace
beforeAll(() => void (workspace = makeWorkspace()))
afterAll(() => workspace[Symbol.dispose]())

describe('.ci/neutral', () => {
  test('lets "could not tell" pass with a warning that the runner shows', async () => {
    const { exitCode, stdout, stderr } = await workspace.really(
      `.ci/neutral bash -c 'echo "# Report"; exit ${EXIT.inconclusive}'`,
    )
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '# Report\n' })
    expect(stderr).toMatch(/^::warning title=[^:]+::.+\n$/)
  })
  test.each([EXIT.ok, EXIT.internal, EXIT.usage, 10, EXIT.unavailable, EXIT.interrupted])(
    'leaves exit code %i as it is',
    async (code) => {
      expect(await workspace.really(`.ci/neutral bash -c 'exit ${code}'`)).toMatchObject({
        exitCode: code,
        stderr: '',
      })
    },
  )
})

describe('.ci/check-proofs', () => {
  test('passes where every proof of the newest run held', async () => {
    expect(await workspace.really('.ci/check-proofs')).toMatchObject({ exitCode: 0, stderr: '' })
  })
  test('fails where one did not, and shows it', async () => {
    const run = join(workspace.folder, 'results', '2026-01-03T00-00-00-abcd')
    mkdirSync(run)
    const proofs = readFileSync(join(workspace.folder, 'results', RUN, 'evidence.jsonl'), 'utf8').split('\n')
    writeFileSync(
      join(run, 'evidence.jsonl'),
      [...proofs.slice(0, 3), proofs[3]!.replace('"holds":true', '"holds":false'), ''].join('\n'),
    )
    const { exitCode, stderr } = await workspace.really('.ci/check-proofs')
    expect(exitCode).toBe(1)
    expect(stderr.split('\n')[0]).toContain('"claim"')
    expect((await workspace.really(`.ci/check-proofs results/${RUN}`)).exitCode).toBe(0)
    rmSync(run, { recursive: true })
  })
  test('fails where there are no proofs', async () => {
    expect(await workspace.really('.ci/check-proofs results')).toMatchObject({
      exitCode: 1,
      stderr: 'results has no proofs\n',
    })
  })
})

test(
  '.ci/example-site builds a site whose links all lead somewhere',
  async () => {
    const { exitCode, stderr } = await workspace.really('.ci/example-site site')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const site = join(workspace.folder, 'site')
    for (const page of [
      'index.html',
      'reports/index.html',
      'reports/sample/index.html',
      'reports/sample-kind/index.html',
    ]) {
      const html = readFileSync(join(site, page), 'utf8')
      const links = [...html.matchAll(/href=(?:"([^"#:]+)"|([^">\s#:]+)(?=[>\s]))/g)].map(
        ([, quoted, plain]) => decodeURIComponent(quoted ?? plain!),
      )
      expect(links.length).toBeGreaterThan(0)
      const dead = links.filter((link) => !existsSync(join(site, page, '..', link)))
      expect({ page, dead }).toEqual({ page, dead: [] })
    }
  },
  PROGRAMS_WITHIN_MS,
)

describe('.ci/keep-history', () => {
  const branch = (...args: string[]): string =>
    spawnSync('git', ['-C', workspace.remote, ...args], { encoding: 'utf8' }).stdout.trim()
  const runsOfBranch = (): string[] => branch('ls-tree', '-r', '--name-only', 'history').split('\n')
  const setRemote = (url: string): string => workspace.git('remote', 'set-url', 'origin', url)
  afterEach(() => void setRemote(workspace.remote))
  /** Puts the report of another night where a job has downloaded it. */
  function night(folder: string, run: string): void {
    const report = join(workspace.folder, folder, 'reports-chain-3', run)
    mkdirSync(report, { recursive: true })
    const summary = readFileSync(join(workspace.folder, 'reports', RUN, 'summary.json'), 'utf8')
    const { id } = (JSON.parse(summary) as { run: { id: string } }).run
    // Another run, of another day.
    const renamed = summary.replaceAll(id, run).replaceAll(id.slice(0, 10), run.slice(0, 10))
    writeFileSync(join(report, 'summary.json'), renamed)
  }

  test(
    'keeps the summaries of each night on a branch of its own, and builds the pages of all',
    async () => {
      const runs = ['2026-02-01T02-17-00-aaaa', '2026-02-02T02-17-00-bbbb']
      night('first', runs[0]!)
      expect(await workspace.really('.ci/keep-history first pages-1')).toMatchObject({
        exitCode: 0,
        stderr: '',
      })
      expect(runsOfBranch()).toEqual([`${runs[0]!}/summary.json`])

      night('second', runs[1]!)
      expect(await workspace.really('.ci/keep-history second pages-2')).toMatchObject({
        exitCode: 0,
        stderr: '',
      })
      expect(runsOfBranch()).toEqual(runs.map((run) => `${run}/summary.json`))
      expect(branch('rev-list', '--count', 'history')).toBe('2')
      expect(branch('merge-base', 'main', 'history')).toBe('')
      const pages = join(workspace.folder, 'pages-2')
      expect(readdirSync(pages)).toEqual(expect.arrayContaining(['index.html', 'history.html', ...runs]))
      for (const run of runs) expect(readFileSync(join(pages, 'index.html'), 'utf8')).toContain(run)
    },
    PROGRAMS_WITHIN_MS,
  )

  test('keeps nothing twice', async () => {
    const before = branch('rev-parse', 'history')
    expect((await workspace.recorded('.ci/keep-history second pages-3')).exitCode).toBe(0)
    expect(branch('rev-parse', 'history')).toBe(before)
  })

  test('tries again when another job has pushed meanwhile', async () => {
    // The remote refuses the first push, after it has taken that of another job.
    const hook = join(workspace.remote, 'hooks', 'pre-receive')
    const other = `${branch('rev-parse', 'history')}^{tree}`
    writeFileSync(
      hook,
      `#!/bin/sh
rm "$0"
export GIT_AUTHOR_NAME=other GIT_AUTHOR_EMAIL=other@localhost GIT_COMMITTER_NAME=other GIT_COMMITTER_EMAIL=other@localhost
unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
git update-ref refs/heads/history "$(git commit-tree '${other}' -p history -m 'Of another job')"
exit 1
`,
      { mode: 0o755 },
    )
    night('third', '2026-02-03T02-17-00-cccc')
    expect((await workspace.recorded('.ci/keep-history third pages-4')).exitCode).toBe(0)
    expect(runsOfBranch()).toHaveLength(3)
    expect(branch('log', '--format=%s', '-2', 'history')).toBe('Summaries kept: 1\nOf another job')
  })

  test('logs in with the token where the remote asks for it; npm and no command line get it', async () => {
    await using server = await serveRepository(workspace.remote)
    setRemote(server.url)
    night('fourth', '2026-02-04T02-17-00-dddd')
    const trace = join(workspace.folder, 'trace')
    const keep = (token: string) =>
      workspace.recorded(
        'npm() { env | grep -c "a [v]ery secret token" || true; }; export -f npm; .ci/keep-history fourth pages-5',
        { HISTORY_TOKEN: token, GIT_TRACE: trace },
      )
    const refused = await keep('another token')
    expect(refused.exitCode).not.toBe(0)
    expect(refused.stderr).toContain('HISTORY_TOKEN must be allowed to')
    expect(await keep('a very secret token')).toMatchObject({ exitCode: 0, stdout: '0\n' })
    expect(runsOfBranch()).toHaveLength(4)
    expect(readFileSync(trace, 'utf8')).toContain('password=$HISTORY_TOKEN')
    expect(readFileSync(trace, 'utf8')).not.toContain('a very secret token')
  })

  test('fails where a night has no summary, and where the remote does not answer', async () => {
    mkdirSync(join(workspace.folder, 'empty'))
    expect(await workspace.recorded('.ci/keep-history empty pages-6')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there is no summary.json of a run') as string,
    })
    setRemote('/no/such/repository')
    const { exitCode, stderr } = await workspace.recorded('.ci/keep-history third pages-7')
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('the branches of origin cannot be read')
  })
})
