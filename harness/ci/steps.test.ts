/**
 * That every script of a workflow's steps runs, and that hopbench understands every command in it. The scripts run in a checkout with a
 * remote of its own; npm and sudo only tell how they were called.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkNpmCall } from './testing/check-npm-call.ts'
import { runJob, type RunStep } from './testing/run-job.ts'
import { jobsOf, readWorkflow, WORKFLOWS } from './testing/workflow.ts'
import { makeWorkspace, RUN, type NpmCall, type Workspace } from './testing/workspace.ts'

let workspace: Workspace
beforeAll(() => {
  workspace = makeWorkspace()
  // What the job of the history has downloaded.
  cpSync(join(workspace.folder, 'reports', RUN), join(workspace.folder, 'night', 'reports-chain-3', RUN), {
    recursive: true,
  })
})
afterAll(() => workspace[Symbol.dispose]())

/** The values of expressions in a pull request and in a night. */
const context = (matrix: Record<string, string>) => ({
  ...matrix,
  'github.event.pull_request.base.sha': workspace.commits.main,
  'github.event.pull_request.head.sha': workspace.commits.head,
  'github.token': 'a token',
})

const stepsOf = (path: string, job: string): Promise<RunStep[]> =>
  runJob(workspace, readWorkflow(path).jobs[job]!, context({ 'matrix.scenario': 'shop' }))
const callsOf = (steps: readonly RunStep[]): NpmCall[] => steps.flatMap(({ npm }) => npm)
const lineOf = ({ args }: NpmCall): string => args.join(' ')

describe.each(WORKFLOWS)('%s', (path) => {
  test.each(jobsOf(path).filter(({ job }) => job.steps.some(({ run }) => run !== undefined)))(
    'every script of $name runs, and its commands are understood',
    async ({ job, matrix }) => {
      const steps = await runJob(workspace, job, context(matrix))
      expect(steps.filter(({ exitCode }) => exitCode !== 0)).toEqual([])
      for (const { args } of callsOf(steps)) expect(() => checkNpmCall(args, workspace.folder)).not.toThrow()
    },
  )
})

test('the gate holds the head against the commit where its branch left main, not against the tip of main', async () => {
  const [gate] = callsOf(await stepsOf('.github/workflows/pull-request.yml', 'gate'))
  const { base, head } = workspace.commits
  expect(lineOf(gate!)).toBe(`run -s gate -- --base ${base} --head ${head} --markdown`)
})

test('tests get what they must not skip, and runs the summary of their step, through sudo', async () => {
  const [tests] = callsOf(await stepsOf('.github/workflows/pull-request.yml', 'tests'))
  expect(tests!.requires).toBe('linux,bpf,browser,postgres')
  for (const [path, job] of [
    ['.github/workflows/pull-request.yml', 'gate'],
    ['.github/workflows/nightly.yml', 'netns'],
    ['.github/workflows/nightly.yml', 'kind'],
  ] as const) {
    const run = callsOf(await stepsOf(path, job)).find((call) =>
      /^run (-s )?(bench|gate)\b/.test(lineOf(call)),
    )
    expect(run!.stepSummary).not.toBe('')
  }
})

test('the night measures the scenario of its job, and the two real meshes', async () => {
  const [netns] = callsOf(await stepsOf('.github/workflows/nightly.yml', 'netns'))
  expect(checkNpmCall(netns!.args)).toMatchObject({ command: 'bench', flags: { scenario: 'shop' } })
  const [kind] = callsOf(await stepsOf('.github/workflows/nightly.yml', 'kind'))
  expect(checkNpmCall(kind!.args)).toMatchObject({
    flags: { provider: 'kind', datapaths: ['kube-proxy-iptables', 'istio-sidecar', 'cilium'] },
  })
})

test.each([
  ['a flag', ['run', 'bench', '--', '--scenaro', 'shop'], /--scenario/],
  ['a scenario', ['run', 'bench', '--', '--scenario', 'shpo'], /"shop"/],
  ['a datapath', ['run', 'bench', '--', '--datapaths', 'ebfp'], /"ebpf"/],
  ['a command', ['run', 'bnech'], /has no script bnech/],
  ['a format', ['run', 'export', '--', '--format', 'junti'], /junit/],
  ['a project of tests', ['test', '--', '--project', 'unti'], /no project unti/],
  ['a flag without --', ['run', 'bench', '--quick'], /npm keeps --quick to itself/],
])('%s that there is not is found', (_, args, pattern) => {
  expect(() => checkNpmCall(args)).toThrow(pattern)
})
