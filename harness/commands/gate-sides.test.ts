import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { gateSides } from './gate-sides.ts'

const out = mkdtempSync(join(tmpdir(), 'hopbench-gate-'))
afterAll(() => rmSync(out, { recursive: true }))
const RUN = '2030-01-01T12-00-00-0000'
mkdirSync(join(out, 'results', RUN), { recursive: true })
writeFileSync(join(out, 'results', RUN, 'plan.json'), '{}')

const sides = (base: string, head: string) => gateSides({ base, head, out, folder: out })

test('git refs are versions, also with a slash', () => {
  expect(sides('origin/main', 'HEAD')).toEqual({ kind: 'versions', base: 'origin/main', head: 'HEAD' })
})

test('ids and folders of runs are runs', () => {
  const folder = join(out, 'results', RUN)
  expect(sides(RUN, `./results/${RUN}`)).toEqual({ kind: 'runs', base: folder, head: folder })
})

test('a run is not held against a version, and a run that is not there is named', () => {
  expect(() => sides(RUN, 'HEAD')).toThrow(/is a run, and --head HEAD is none/)
  expect(() => sides('2030-01-01T12-00-00-9999', RUN)).toThrow(/there is no run 2030-01-01T12-00-00-9999/)
})
