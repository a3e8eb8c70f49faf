/** That the examples for GitLab, systemd and cron are well-formed, and that hopbench understands every command in them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from '../docs/pages.ts'
import { EXIT } from '../errors.ts'
import { findProgram } from '../system/probes.ts'
import { checkNpmCall } from './testing/check-npm-call.ts'
import { readWorkflow } from './testing/workflow.ts'
import { makeWorkspace, type Workspace } from './testing/workspace.ts'

let workspace: Workspace
beforeAll(() => void (workspace = makeWorkspace()))
afterAll(() => workspace[Symbol.dispose]())

const textOf = (file: string): string => readFileSync(join(ROOT, 'docs/ci', file), 'utf8')

/** Runs a line or a script, and returns the commands of hopbench in it, checked by its command line. */
async function commandsOf(script: string, environment: Record<string, string> = {}): Promise<string[]> {
  const { exitCode, stderr, npm } = await workspace.recorded(script, environment)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return npm.map(({ args }) => {
    checkNpmCall(args, workspace.folder)
    return args.join(' ')
  })
}

const jobSchema = z.object({
  stage: z.string(),
  script: z.array(z.string()),
  timeout: z.string(),
  rules: z.array(z.object({ if: z.string() })).min(1),
  variables: z.record(z.string(), z.string()).default({}),
  allow_failure: z.object({ exit_codes: z.array(z.number()) }).optional(),
  parallel: z.object({ matrix: z.array(z.record(z.string(), z.array(z.string()))) }).optional(),
})
/** Keys of the file that are no jobs. */
const SETTINGS = ['default', 'variables', 'stages']

/** GitLab keeps `<<` and anchors; `yaml` resolves anchors. */
const gitlab = parse(textOf('gitlab-ci.yml')) as Record<string, unknown>
const jobs = Object.entries(gitlab)
  .filter(([name]) => !SETTINGS.includes(name) && !name.startsWith('.'))
  .map(([name, job]) => ({ name, job: jobSchema.parse(job) }))

test.each(jobs)(
  'the script of the GitLab job $name runs, and its commands are understood',
  async ({ job }) => {
    expect(gitlab['stages']).toContain(job.stage)
    const [matrix = {}] = job.parallel?.matrix ?? []
    const variables = Object.fromEntries(Object.entries(matrix).map(([name, values]) => [name, values[0]!]))
    const { base, head } = workspace.commits
    const commands = await commandsOf(job.script.join('\n'), {
      ...job.variables,
      ...variables,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_COMMIT_SHA: head,
    })
    expect(commands.length).toBeGreaterThan(0)
  },
)

test('in GitLab, "could not tell" is a warning wherever something is measured, and the job ends with that exit code', async () => {
  const measuring = jobs.filter(({ job }) =>
    job.script.some((line) => /npm run (-s )?(bench|gate)\b/.test(line)),
  )
  expect(measuring.map(({ name }) => name)).toEqual(['gate', 'netns', 'kind'])
  for (const { job } of measuring) {
    expect(job.allow_failure).toEqual({ exit_codes: [EXIT.inconclusive] })
    // What measures runs as root.
    const couldNotTell = `sudo() { return ${EXIT.inconclusive}; }\n`
    const script = couldNotTell + job.script.join('\n')
    expect((await workspace.recorded(script)).exitCode).toBe(EXIT.inconclusive)
  }
})

test('GitLab and GitHub measure the same scenarios at night', () => {
  const matrix = jobs.find(({ name }) => name === 'netns')!.job.parallel!.matrix[0]!
  const github = readWorkflow('.github/workflows/nightly.yml').jobs['netns']!.strategy!.matrix
  expect(matrix['SCENARIO']).toEqual(github['scenario'])
})

test.skipIf(findProgram('systemd-analyze') === null)(
  'systemd finds no fault in the service and its timer',
  () => {
    for (const unit of ['hopbench.service', 'hopbench.timer']) {
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', `./${unit}`], {
        cwd: join(ROOT, 'docs/ci'),
        encoding: 'utf8',
      })
      // It also looks at units of the machine that ours name.
      expect(stderr.split('\n').filter((line) => line.includes('hopbench'))).toEqual([])
      expect(status).toBe(0)
    }
  },
)

test('the commands of the service are understood; "could not tell" does not fail it', async () => {
  const service = textOf('hopbench.service')
  const lines = [...service.matchAll(/^Exec[A-Za-z]+=(.+)$/gm)].map(([, line]) => line!)
  expect(await commandsOf(lines.join('\n'))).toEqual(['run bench', 'run history', 'run clean'])
  expect(service).toMatch(new RegExp(`^SuccessExitStatus=${EXIT.inconclusive}$`, 'm'))
})

test('the line of cron has a time, a user and commands that are understood', async () => {
  const [line] = textOf('hopbench.cron')
    .split('\n')
    .filter((one) => /^[\d*]/.test(one))
  const [, command] = /^(?:[\d*/,-]+ ){5} *root +(.+)$/.exec(line!) ?? []
  const here = command!.replace('/opt/hopbench', '.').replace('/var/log/hopbench.log', 'hopbench.log')
  expect(await commandsOf(here)).toEqual(['run bench', 'run history'])
  expect(command).not.toContain('%') // which cron takes for the end of the line
})
