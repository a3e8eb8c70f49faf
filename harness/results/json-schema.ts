/** The stored form of a run as JSON Schema, for other tools. It is generated from the schemas that check the records. */
import { z } from 'zod'
import { publishedSchema, withoutDraft } from '../schemas/published-schema.ts'
import { evidenceSchema, journalSchema, planSchema, runSchema, SCHEMA_VERSION } from './record.ts'

/** One definition for each file of a run's folder. */
export function recordJsonSchema(): object {
  const schemaOf = (schema: z.ZodType) => withoutDraft(z.toJSONSchema(schema))
  return publishedSchema(
    {
      name: 'record',
      version: SCHEMA_VERSION,
      title: 'A run of hopbench',
      source: 'harness/results/record.ts',
    },
    {
      $defs: {
        'plan.json': schemaOf(planSchema),
        'a line of journal.jsonl': schemaOf(journalSchema),
        'a line of evidence.jsonl': schemaOf(evidenceSchema),
        'run.json': schemaOf(runSchema),
      },
    },
  )
}
