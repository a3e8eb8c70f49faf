import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recordJsonSchema } from './json-schema.ts'

test('the published schema of records is the one that checks them', async () => {
  const stored = join(import.meta.dirname, '..', '..', 'results', 'record.schema.json')
  await expect(JSON.stringify(recordJsonSchema(), null, 2) + '\n').toMatchFileSnapshot(stored)
})
