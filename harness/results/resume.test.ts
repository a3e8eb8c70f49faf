import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resumeJsonSchema } from './resume.ts'

test('the published schema of resume.json is the one that checks it', async () => {
  const stored = join(import.meta.dirname, '..', '..', 'results', 'resume.schema.json')
  await expect(JSON.stringify(resumeJsonSchema(), null, 2) + '\n').toMatchFileSnapshot(stored)
})
