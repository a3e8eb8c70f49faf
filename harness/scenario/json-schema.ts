/** The JSON Schema for editors. It is generated from the schema of the check at run time, so that the two cannot differ. */
import { z } from 'zod'
import { publishedSchema } from '../schemas/published-schema.ts'
import { SCENARIO_VERSION, scenarioSchema } from './schema.ts'

/** Stored as scenarios/scenario.schema.json. The test of this file shows how to renew it. */
export const scenarioJsonSchema = (): object =>
  publishedSchema(
    {
      name: 'scenario',
      version: SCENARIO_VERSION,
      title: 'A scenario of hopbench',
      source: 'harness/scenario/schema.ts',
    },
    z.toJSONSchema(scenarioSchema, { io: 'input' }),
  )
