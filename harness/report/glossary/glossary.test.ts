import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXIT } from '../../errors.ts'
import { ALL_GATE_METRICS } from '../../stats/gate/gate-metrics.ts'
import { COLUMNS } from '../model/columns.ts'
import { explained, GLOSSARY, namesOf, whereMore } from './glossary.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

test('each name leads to one entry only', () => {
  const names = GLOSSARY.flatMap(namesOf).map((name) => name.toLowerCase())
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test.each(COLUMNS.map(({ name }) => name))('"%s", which a report shows, is explained', (name) =>
  expect(explained(name.replace(/,.*/, ''))).not.toBeNull(),
)

test.each([
  ...ALL_GATE_METRICS.map(([, { name }]) => name),
  ...Object.values(EXIT).map((code) => `exit ${code}`),
])('"%s", which a gate shows or a command ends with, is explained', (name) =>
  expect(explained(name)).not.toBeNull(),
)

test.each([
  'flow',
  'edge',
  'stranger',
  'named',
  'not visible',
  'sidecar',
  'proxy',
  'calibrated',
  'floor',
  'steal',
  'verdict',
  'errors',
  'excluded',
  'first warm-up',
  'threshold',
  'band',
  'as shipped',
  'modified',
])('"%s", which reports and flows use, is explained by an entry of its own', (word) =>
  expect(explained(word)?.word).toBe(word),
)

test.each(GLOSSARY.map((entry) => [entry.word, whereMore(entry)]))(
  '%s leads to a part of a page that exists: %s',
  (_, where) => {
    const [page, section] = where.split('#')
    const anchors = readFileSync(join(ROOT, page!), 'utf8')
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

test.each([
  ['hops', 'hop'],
  ['datapaths', 'datapath'],
  ['bring-ups', 'bring-up'],
  ['Verdicts', 'verdict'],
])('the plural %s is the word %s', (plural, word) => expect(explained(plural)?.word).toBe(word))

test('a letter with an s is no plural', () => expect(explained('ns')).toBeNull())

test('a word is found in any spelling of its case and its joints', () => {
  for (const word of ['Bring-Up', 'bring up', 'BRING_UP'])
    expect(explained(word)?.word, word).toBe('bring-up')
  expect(explained('mesh of meshes')).toBeNull()
})
