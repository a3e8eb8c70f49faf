import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../../../../errors.ts'
import { archivesFor } from './image-archives.ts'
import { refusalOf } from '../../../../testing/refusal.ts'

const top = mkdtempSync(join(tmpdir(), 'hopbench-images-'))
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(top, 'x-'))
})
afterAll(() => rmSync(top, { recursive: true }))

const put = (...path: string[]) => {
  mkdirSync(join(folder, ...path.slice(0, -1)), { recursive: true })
  writeFileSync(join(folder, ...path), '')
}

test('archives in the folder are for every cluster, archives in the folder of a mesh for its clusters only', () => {
  put('shared.tar')
  put('packed.tar.gz')
  put('README.md')
  put('istio', 'pilot.tar')
  put('cilium', 'cilium.tar')
  put('cilium', 'deeper', 'not.tar')
  const names = (mesh: string) => archivesFor(folder, mesh).map((path) => path.slice(folder.length + 1))
  expect(names('istio')).toEqual(['packed.tar.gz', 'shared.tar', 'istio/pilot.tar'])
  expect(names('cilium')).toEqual(['packed.tar.gz', 'shared.tar', 'cilium/cilium.tar'])
  expect(names('linkerd')).toEqual(['packed.tar.gz', 'shared.tar'])
})

test('a folder that does not exist, or has no archive, is refused', () => {
  expect(() => archivesFor(join(folder, 'no'), 'istio')).toThrow(UsageError)
  put('istio', 'README.md')
  expect(refusalOf(() => archivesFor(folder, 'istio'))).toMatch(
    /holds no image archive.*\n {2}→ `docker save/,
  )
})
