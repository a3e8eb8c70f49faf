/** That docs/reference.md lists the published JSON Schemas, that each says its version, and that it accepts the files in the repository. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readPage, ROOT } from './pages.ts'

interface Stored extends z.core.JSONSchema.BaseSchema {
  $id: string
}

const FILES = ['scenarios', 'clusters', 'results', 'reports'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => `${folder}/${name}`),
)
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const schemaOf = (file: string): Stored => JSON.parse(read(file)) as Stored

test('each published schema has a row with its $id, and each row is a published schema', () => {
  const rows = [...readPage('docs/reference.md').matchAll(/^\| \[.*\]\(\.\.\/(.*?)\) +\| `(urn:.*?)`/gm)]
  expect(rows.map(([, file, id]) => [file, id]).toSorted()).toEqual(
    FILES.map((file) => [file, schemaOf(file).$id]).toSorted(),
  )
})

/** What the schema allows in fields that hold a version. */
function versionsIn(schema: unknown): number[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    const { const: only } = (value ?? {}) as { const?: unknown }
    return /^(schemaV|v)ersion$/.test(key) && typeof only === 'number' ? [only] : versionsIn(value)
  })
}

test.each(FILES)('%s has a version in its $id, which is that of the files', (file) => {
  const schema = schemaOf(file)
  const [, version] = /^urn:hopbench:[a-z]+:(\d+)$/.exec(schema.$id)!
  expect(new Set(versionsIn(schema)).difference(new Set([Number(version)]))).toEqual(new Set())
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
})

const linesOf = (file: string): unknown[] =>
  read(file)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

const record = schemaOf('results/record.schema.json')
const SAMPLES = ['sample', 'sample-kind']

test.each<[string, z.core.JSONSchema.BaseSchema, unknown[]]>([
  [
    'scenarios',
    schemaOf('scenarios/scenario.schema.json'),
    readdirSync(join(ROOT, 'scenarios'))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => parse(read(`scenarios/${name}`)) as unknown),
  ],
  [
    'meshes',
    schemaOf('clusters/mesh.schema.json'),
    readdirSync(join(ROOT, 'clusters', 'meshes')).map(
      (name) => parse(read(`clusters/meshes/${name}/mesh.yaml`)) as unknown,
    ),
  ],
  [
    'summaries',
    schemaOf('reports/summary.schema.json'),
    SAMPLES.map((name) => JSON.parse(read(`reports/${name}/summary.json`)) as unknown),
  ],
  ...['plan.json', 'run.json'].map((name): [string, z.core.JSONSchema.BaseSchema, unknown[]] => [
    name,
    partOf(name),
    SAMPLES.map((run) => JSON.parse(read(`results/${run}/${name}`)) as unknown),
  ]),
  ...['journal.jsonl', 'evidence.jsonl'].map((name): [string, z.core.JSONSchema.BaseSchema, unknown[]] => [
    name,
    partOf(`a line of ${name}`),
    SAMPLES.flatMap((run) => linesOf(`results/${run}/${name}`)),
  ]),
])(
  'the published schema accepts the %s of the repository, and nothing of another kind',
  (_, schema, values) => {
    // Read back from the file, so that what a tool sees is tested and not what the code means.
    const published = z.fromJSONSchema(schema)
    expect(values.length).toBeGreaterThan(1)
    for (const value of values) published.parse(value)
    for (const other of [{}, [], 'text', { schemaVersion: 99 }])
      expect(published.safeParse(other).success).toBe(false)
  },
)

function partOf(name: string): z.core.JSONSchema.BaseSchema {
  return record.$defs![name]!
}
