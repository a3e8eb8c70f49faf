/** What `resume.json` holds: what a later `--resume` needs of a run besides its plan. The type and the published JSON Schema come from here. */
import { z } from 'zod'
import { publishedSchema } from '../schemas/published-schema.ts'
import { loadLeftOutSchema } from './record.ts'

/** Increased when a field changes its meaning or is removed. */
export const RESUME_VERSION = 1

export const resumeSchema = z.strictObject({
  version: z.literal(RESUME_VERSION),
  flags: z.strictObject({
    scenario: z.string().exactOptional(),
    datapaths: z.array(z.string()).exactOptional(),
    provider: z.string(),
    rounds: z.int().exactOptional(),
    quick: z.boolean(),
    seed: z.string().exactOptional(),
    prices: z.string().exactOptional(),
    providerFlags: z.record(z.string(), z.array(z.string())),
    folder: z.string().describe("the user's folder, at which paths among the provider's flags begin"),
  }),
  seed: z.string(),
  scenario: z
    .looseObject({ name: z.string() })
    .describe('checked when the run began; the plan is made of it again and compared with the stored one'),
  policyFiles: z.record(z.string(), z.string()).describe('hash of each file of policies, by its path'),
  leftOut: z.array(z.string()),
  loadsLeftOut: z.array(loadLeftOutSchema),
  iterationsPerUs: z.number().positive().describe('speed of the CPU work of services, measured once a run'),
})

/** Stored as results/resume.schema.json. */
export const resumeJsonSchema = (): object =>
  publishedSchema(
    {
      name: 'resume',
      version: RESUME_VERSION,
      title: "A run's resume.json",
      source: 'harness/results/resume.ts',
    },
    z.toJSONSchema(resumeSchema),
  )
