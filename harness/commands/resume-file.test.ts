/** What a run stores for `--resume`, as other tools and `validate` see it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { kindsOfFiles, validateFile } from '../validate/validate-file.ts'
import { resolveRun } from './resolve-run.ts'
import { resumeFileOf } from './resume-file.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const storedOf = (scenario: string): object =>
  resumeFileOf(
    resolveRun({
      ...{ provider: 'netns', scenario, quick: true, seed: 'x', out: ROOT, json: false },
      ...{ providerFlags: {}, folder: ROOT },
    }),
    1234.5,
  )!

test.each(['chain-3', 'shop', 'network-policy'])(
  'the resume.json of a run of %s is valid, for validate and for the published schema',
  async (scenario) => {
    const file = fileWith(storedOf(scenario))
    expect(await validateFile(file, kindsOfFiles())).toMatchObject({
      ...{ kind: 'resume.json', problems: [], valid: true },
    })
    const published = readFileSync(join(ROOT, 'results', 'resume.schema.json'), 'utf8')
    z.fromJSONSchema(JSON.parse(published) as z.core.JSONSchema.BaseSchema).parse(
      JSON.parse(readFileSync(file, 'utf8')),
    )
  },
)

test('a damaged resume.json is told with its place', async () => {
  const { kind, problems } = await validateFile(
    fileWith({ ...storedOf('chain-3'), iterationsPerUs: -1 }),
    kindsOfFiles(),
  )
  expect([kind, problems.map(({ path, line }) => [path, line])]).toEqual([
    'resume.json',
    [['iterationsPerUs', expect.any(Number)]],
  ])
})

/** Written as a run writes it. */
function fileWith(record: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-resume-file-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'resume.json')
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
  return file
}
