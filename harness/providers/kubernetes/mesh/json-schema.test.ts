import { join } from 'node:path'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { meshJsonSchema } from './json-schema.ts'

test('clusters/mesh.schema.json is what the check at run time says (renew it with `npm test -- --project unit -u`)', async () => {
  const stored = join(import.meta.dirname, '..', '..', '..', '..', 'clusters', 'mesh.schema.json')
  const text = await format(JSON.stringify(meshJsonSchema()), { parser: 'json', printWidth: 110 })
  await expect(text).toMatchFileSnapshot(stored)
})
