import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COLUMNS } from '../model/columns.ts'
import { explained, GLOSSARY, namesOf } from './glossary.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

test('each name leads to one entry only', () => {
  const names = GLOSSARY.flatMap(namesOf).map((name) => name.toLowerCase())
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test.each(COLUMNS.map(({ name }) => name))('"%s", which a report shows, is explained', (name) =>
  expect(explained(name.replace(/,.*/, ''))).not.toBeNull(),
)

test.each(GLOSSARY.map(({ word, section }) => [word, section]))(
  '%s leads to a part of the page on the method that exists: %s',
  (_, section) => {
    const anchors = readFileSync(join(ROOT, 'docs', 'method.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) =>
        line
          .replace(/^#+ /, '')
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      )
    expect(anchors).toContain(section)
  },
)

test('a word is found in any spelling of its case and its joints', () => {
  for (const word of ['Bring-Up', 'bring up', 'BRING_UP'])
    expect(explained(word)?.word, word).toBe('bring-up')
  expect(explained('mesh of meshes')).toBeNull()
})
