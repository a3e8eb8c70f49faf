/** For tests: runs the scripts of a job's steps, one after the other, in a workspace. Actions (`uses`) do not run. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Job } from './workflow.ts'
import type { NpmCall, Workspace } from './workspace.ts'

export interface RunStep {
  name: string
  exitCode: number | undefined
  stderr: string
  npm: NpmCall[]
}

/** @param context values of expressions: "matrix.scenario", "github.token" @throws Error for an expression without a value */
export async function runJob(
  { folder, recorded }: Workspace,
  { steps }: Job,
  context: Readonly<Record<string, string>>,
): Promise<RunStep[]> {
  const known: Record<string, string> = { ...context }
  const done: RunStep[] = []
  for (const { name, id, run, env } of steps) {
    if (run === undefined) continue
    const output = join(folder, 'step-output')
    writeFileSync(output, '')
    const values = Object.entries(env).map(([key, value]) => [key, evaluated(value, known)])
    const ended = await recorded(run, {
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(folder, 'step-summary'),
      ...(Object.fromEntries(values) as Record<string, string>),
    })
    done.push({ name: name ?? run, ...ended })
    for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean)) {
      const [key = '', value = ''] = line.split('=')
      known[`steps.${id ?? ''}.outputs.${key}`] = value
    }
  }
  return done
}

const evaluated = (text: string, known: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{\{ *(.+?) *\}\}/g, (_, expression: string) => {
    const value = known[expression]
    if (value === undefined) throw new Error(`nothing is known of the expression ${expression}`)
    return value
  })
