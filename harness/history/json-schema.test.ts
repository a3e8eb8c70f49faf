import { join } from 'node:path'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { summaryJsonSchema } from './json-schema.ts'

test('reports/summary.schema.json is what the reader of summaries says (renew it with `npm test -- --project unit -u`)', async () => {
  const stored = join(import.meta.dirname, '..', '..', 'reports', 'summary.schema.json')
  const text = await format(JSON.stringify(summaryJsonSchema()), { parser: 'json', printWidth: 110 })
  await expect(text).toMatchFileSnapshot(stored)
})
