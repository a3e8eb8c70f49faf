/** The JSON Schema for editors. It is generated from the schema of the check at run time, so that the two cannot differ. */
import { z } from 'zod'
import { scenarioSchema } from './schema.ts'

/** Stored as scenarios/scenario.schema.json. The test of this file shows how to renew it. */
export function scenarioJsonSchema(): object {
  return { title: 'hopbench scenario', ...z.toJSONSchema(scenarioSchema, { io: 'input' }) }
}
