/** For tests: the workflows of the repository, as they are read by what a test looks at. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from '../../docs/pages.ts'

const stepSchema = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.string()).default({}),
})
export type Step = z.infer<typeof stepSchema>

const permissionsSchema = z.record(z.string(), z.enum(['read', 'write', 'none']))

const jobSchema = z.object({
  permissions: permissionsSchema.optional(),
  'timeout-minutes': z.number().optional(),
  strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
  steps: z.array(stepSchema),
})
export type Job = z.infer<typeof jobSchema>

const workflowSchema = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: permissionsSchema.optional(),
  concurrency: z.object({ group: z.string() }).optional(),
  jobs: z.record(z.string(), jobSchema),
})
export type Workflow = z.infer<typeof workflowSchema>

const FOLDER = '.github/workflows'

/** Paths from the root of the repository. */
export const WORKFLOWS = readdirSync(join(ROOT, FOLDER)).map((file) => `${FOLDER}/${file}`)

export const readWorkflow = (path: string): Workflow =>
  workflowSchema.parse(parse(readFileSync(join(ROOT, path), 'utf8')))

/** Each job of a workflow, once for each value of its matrix. */
export const jobsOf = (path: string): { name: string; job: Job; matrix: Record<string, string> }[] =>
  Object.entries(readWorkflow(path).jobs).flatMap(([name, job]) => {
    const [[key, values] = ['', []]] = Object.entries(job.strategy?.matrix ?? {})
    if (key === '') return [{ name, job, matrix: {} }]
    return values.map((value) => ({
      name: `${name} (${value})`,
      job,
      matrix: { [`matrix.${key}`]: value },
    }))
  })
