import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventJsonSchema } from './event.ts'

test('the published schema of events is the one that their types come from', async () => {
  const stored = join(import.meta.dirname, '..', '..', 'results', 'event.schema.json')
  await expect(JSON.stringify(eventJsonSchema(), null, 2) + '\n').toMatchFileSnapshot(stored)
})
