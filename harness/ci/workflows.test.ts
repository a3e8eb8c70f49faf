/** That the workflows are sound by the linter, pinned, and allowed no more than they need. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../docs/pages.ts'
import { actionlintPath } from '../system/actionlint.ts'
import { requireNeed } from '../system/require-need.ts'
import { readWorkflow, WORKFLOWS, type Step } from './testing/workflow.ts'

const SCRIPTS = readdirSync(join(ROOT, '.ci')).map((name) => `.ci/${name}`)
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const stepsOf = (path: string): Step[] => Object.values(readWorkflow(path).jobs).flatMap(({ steps }) => steps)

/** What a linter says; empty where it finds nothing. */
function linted(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8', input })
  if (status === null || status > 1) throw new Error(`${program} could not lint: ${stderr}`)
  return stdout
}

describe.skipIf(await requireNeed('workflows'))('linters find nothing', () => {
  const actionlint = (file: string, input = ''): string =>
    linted(actionlintPath(), ['-no-color', '-shellcheck', 'shellcheck', file], input)

  test.each(WORKFLOWS)('in %s and the scripts of its steps', (path) => {
    expect(actionlint(path)).toBe('')
  })

  test('and do find a fault of a workflow and one of its script', () => {
    const broken = textOf('.github/workflows/pull-request.yml')
      .replace('github.event.pull_request.base.sha', 'github.no')
      .replace('merge-base "$BASE"', 'merge-base $BASE')
    expect(actionlint('-', broken)).toMatch(/property "no" is not defined[^]*SC2086/)
  })

  test.each(SCRIPTS)('in %s', (path) => {
    expect(linted('shellcheck', [path])).toBe('')
  })
})

test.each(WORKFLOWS)('%s reads the repository and no more, but for jobs that say why', (path) => {
  const { permissions, jobs } = readWorkflow(path)
  expect(permissions).toEqual({ contents: 'read' })
  const more = Object.entries(jobs).flatMap(([name, job]) =>
    job.permissions ? [[name, job.permissions]] : [],
  )
  expect(Object.fromEntries(more)).toEqual(MORE_RIGHTS[path] ?? {})
})

/** Jobs that may write, and what. */
const MORE_RIGHTS: Record<string, Record<string, Record<string, string>>> = {
  '.github/workflows/nightly.yml': { history: { contents: 'write' } },
  '.github/workflows/example-report.yml': { publish: { pages: 'write', 'id-token': 'write' } },
}

test.each(WORKFLOWS)('every job of %s ends in time, and runs of it do not pile up', (path) => {
  const { concurrency, jobs } = readWorkflow(path)
  expect(concurrency?.group).toBeTruthy()
  for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(120)
})

test.each(WORKFLOWS)('every action of %s is pinned to a commit, with its version beside it', (path) => {
  const uses = textOf(path)
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line))
  expect(uses.length).toBeGreaterThan(0)
  for (const line of uses) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test('all workflows use one commit of each action', () => {
  const used = WORKFLOWS.flatMap(stepsOf).flatMap(({ uses }) => (uses === undefined ? [] : [uses]))
  const actions = new Set(used.map((use) => use.split('@')[0]))
  expect(new Set(used).size).toBe(actions.size)
})

test.each(WORKFLOWS)('no checkout of %s leaves a token behind', (path) => {
  for (const { uses, with: inputs } of stepsOf(path))
    if (uses?.startsWith('actions/checkout@')) expect(inputs['persist-credentials']).toBe(false)
})

test.each(WORKFLOWS)(
  '%s runs no code of a fork with rights, and puts no text of others into a script',
  (path) => {
    const workflow = readWorkflow(path)
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    expect(Object.keys(workflow.on)).not.toContain('workflow_run')
    expect(textOf(path)).not.toMatch(/\bsecrets\b *[.[]/)
    for (const { run = '' } of stepsOf(path)) expect(run).not.toContain('${{')
  },
)

test('the night measures every scenario of scenarios/', () => {
  const scenarios = readdirSync(join(ROOT, 'scenarios')).flatMap(
    (file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? [],
  )
  const matrix = readWorkflow('.github/workflows/nightly.yml').jobs['netns']!.strategy!.matrix
  expect(matrix['scenario']!.toSorted()).toEqual(scenarios.toSorted())
})
