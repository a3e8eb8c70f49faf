/** The schema that editors check scenario files with: generated, so that it cannot differ from the check at run time. */
import { z } from 'zod'
import { scenarioSchema } from './schema.ts'

/** Stored as scenarios/scenario.schema.json; its test says how to renew it. */
export function scenarioJsonSchema(): object {
  return { title: 'hopbench scenario', ...z.toJSONSchema(scenarioSchema, { io: 'input' }) }
}
