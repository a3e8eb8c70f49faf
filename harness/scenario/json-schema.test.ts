import { join } from 'node:path'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { scenarioJsonSchema } from './json-schema.ts'

test('scenarios/scenario.schema.json is what the check at run time says (renew it with `npm test -- --project unit -u`)', async () => {
  const stored = join(import.meta.dirname, '..', '..', 'scenarios', 'scenario.schema.json')
  const text = await format(JSON.stringify(scenarioJsonSchema()), { parser: 'json', printWidth: 110 })
  await expect(text).toMatchFileSnapshot(stored)
})
