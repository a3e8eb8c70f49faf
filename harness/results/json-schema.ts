/** The stored form of a run as JSON Schema, for other tools. It is generated from the schemas that check the records. */
import { z } from 'zod'
import { evidenceSchema, journalSchema, planSchema, runSchema, SCHEMA_VERSION } from './record.ts'

/** One definition for each file of a run's folder. */
export function recordJsonSchema(): object {
  const schemaOf = (schema: z.ZodType) => {
    const body = z.toJSONSchema(schema)
    delete body.$schema // stands once, at the top
    return body
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `A run of hopbench, version ${SCHEMA_VERSION}`,
    $comment: 'Generated from harness/results/record.ts: see CONTRIBUTING.md.',
    $defs: {
      'plan.json': schemaOf(planSchema),
      'a line of journal.jsonl': schemaOf(journalSchema),
      'a line of evidence.jsonl': schemaOf(evidenceSchema),
      'run.json': schemaOf(runSchema),
    },
  }
}
