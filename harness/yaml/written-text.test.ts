/** That no file which a user names makes a command wait or fill its memory. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPolicies } from '../policy/load-policies.ts'
import { loadPrices } from '../prices/load-prices.ts'
import { loadKubeconfig } from '../providers/kubernetes/api/kubeconfig-files.ts'
import { loadMesh } from '../providers/kubernetes/mesh/load-mesh.ts'
import { readManifest } from '../providers/kubernetes/mesh/manifests.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import { refusalOf } from '../testing/refusal.ts'
import { MOST_WRITTEN_BYTES, writtenText } from './written-text.ts'

let folder: string
let pipe: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-written-'))
  mkdirSync(join(folder, 'mesh'))
  pipe = join(folder, 'mesh', 'mesh.yaml')
  execFileSync('mkfifo', [pipe])
})
afterAll(() => rmSync(folder, { recursive: true }))

const READERS: [string, (file: string) => unknown][] = [
  ['a scenario', (file) => loadScenario(file, { provider: 'netns', here: [], elsewhere: [] })],
  ['prices', (file) => loadPrices(file)],
  ['policies', (file) => loadPolicies([file])],
  ['a manifest', (file) => readManifest(file)],
  ['a kubeconfig', (file) => loadKubeconfig([file])],
]

describe.each(READERS)('%s', (_, load) => {
  test('is not read from a pipe without a writer', () => {
    expect(refusalOf(() => load(pipe))).toMatch(/mesh\.yaml is no file but a device or a pipe\n {2}→ /)
  })

  test('is not read from a device without an end', () => {
    expect(refusalOf(() => load('/dev/zero'))).toMatch(
      /\/dev\/zero is no file but a device or a pipe\n {2}→ /,
    )
  })
})

test('a mesh is not read from a pipe', () => {
  expect(refusalOf(() => loadMesh(join(folder, 'mesh')))).toMatch(/mesh\.yaml is no file but a device/)
})

test('a file of more bytes than anybody writes is refused, and one of as many is read', () => {
  const file = join(folder, 'long.yaml')
  writeFileSync(file, Buffer.alloc(MOST_WRITTEN_BYTES, '#'))
  expect(writtenText(file, 'it', 'shorten it')).toHaveLength(MOST_WRITTEN_BYTES)
  writeFileSync(file, Buffer.alloc(MOST_WRITTEN_BYTES + 1, '#'))
  expect(refusalOf(() => writtenText(file, 'it', 'shorten it'))).toMatch(
    /long\.yaml has 1,572,865 bytes; at most 1,572,864 are read\. Nothing of it was read\n {2}→ shorten it/,
  )
})
