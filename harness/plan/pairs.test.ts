import { expect, test } from 'vitest'
import type { ArmSpec } from '../scenario/schema.ts'
import { pairsOf, type ComparedDatapath } from './pairs.ts'

const KNOWN: ComparedDatapath[] = [
  { name: 'direct', modelledBy: null, rivals: [] },
  { name: 'ours', modelledBy: null, rivals: [] },
  { name: 'proxy', modelledBy: null, rivals: ['ours'] },
  { name: 'real-ours', modelledBy: 'ours', rivals: [] },
  { name: 'real-proxy', modelledBy: 'proxy', rivals: ['ours'] },
]

const arm = (name: string, more: Partial<ArmSpec> = {}): ArmSpec => ({
  name,
  datapath: name,
  fillerServices: 0,
  flowEvents: true,
  ...more,
})
const TWIN = arm('direct-again', { datapath: 'direct', isTwin: true })

const pairs = (...arms: ArmSpec[]): string[] =>
  pairsOf([arm('direct'), TWIN, ...arms], KNOWN).map((pair) => `${pair.why}: ${pair.arm} − ${pair.against}`)

test('every arm is held against the baseline, and against a rival that its datapath names', () => {
  expect(pairs(arm('ours'), arm('proxy'))).toEqual([
    'cost: ours − direct',
    'cost: proxy − direct',
    'rival: proxy − ours',
  ])
})

test('products ask the questions of what emulates them, and each of them once', () => {
  expect(pairs(arm('real-proxy'), arm('real-ours'))).toEqual([
    'cost: real-proxy − direct',
    'cost: real-ours − direct',
    'rival: real-proxy − real-ours',
  ])
})

test('a cost is taken against the arm that is named for it; an arm whose counterpart is not in the run has none', () => {
  const mesh = arm('real-proxy', { against: 'direct-mesh' })
  const twin = arm('direct-mesh', { datapath: 'direct', isTwin: true, within: 'real-proxy' })
  expect(pairs(twin, mesh)).toEqual(['cost: real-proxy − direct-mesh'])
  expect(pairs(mesh)).toEqual([])
})

test('with several arms of a datapath, rivals of equal options are held against each other', () => {
  const many = { fillerServices: 1000 }
  expect(
    pairs(
      arm('ours'),
      arm('ours-1000', { datapath: 'ours', ...many }),
      arm('proxy-1000', { datapath: 'proxy', ...many }),
    ),
  ).toEqual([
    'cost: ours − direct',
    'cost: ours-1000 − direct',
    'cost: proxy-1000 − direct',
    'rival: proxy-1000 − ours-1000',
    'services: ours-1000 − ours',
  ])
})

test('flow events on are held against flow events off', () => {
  expect(pairs(arm('ours'), arm('ours-silent', { datapath: 'ours', flowEvents: false }))).toEqual([
    'cost: ours − direct',
    'cost: ours-silent − direct',
    'flows: ours − ours-silent',
  ])
})
