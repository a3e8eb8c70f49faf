/** The part of `summary.json` that keeps its form within a version, as JSON Schema, for other tools. Generated from what reads it here. */
import { z } from 'zod'
import { publishedSchema } from '../schemas/published-schema.ts'
import { SUMMARY_VERSION } from '../stats/analysis.ts'
import { summarySchema } from './summary.ts'

/** Stored as reports/summary.schema.json. */
export const summaryJsonSchema = (): object =>
  publishedSchema(
    {
      name: 'summary',
      version: SUMMARY_VERSION,
      title: "A report's summary.json",
      source: 'harness/history/summary.ts',
    },
    z.toJSONSchema(summarySchema, { io: 'input' }),
  )
