import { expect, test } from 'vitest'
import type { ArmSpec } from '../scenario/schema.ts'
import { pairsOf, type ComparedDatapath } from './pairs.ts'

const PLAIN: Pick<ComparedDatapath, 'modelledBy' | 'family' | 'capability' | 'rivals' | 'seeing'> = {
  modelledBy: null,
  family: 'eBPF',
  capability: { encrypts: false },
  rivals: [],
  seeing: ['nothing'],
}
const KNOWN: ComparedDatapath[] = [
  { ...PLAIN, name: 'direct', family: 'plain' },
  { ...PLAIN, name: 'kube', family: 'kube-proxy' },
  { ...PLAIN, name: 'kube-nft', family: 'kube-proxy' },
  { ...PLAIN, name: 'ours', rivals: ['kube'], seeing: ['connections', 'nothing'] },
  { ...PLAIN, name: 'proxy', family: 'sidecar', seeing: ['nothing', 'requests', 'tracing'] },
  {
    ...PLAIN,
    name: 'proxy-tls',
    family: 'sidecar',
    rivals: ['ours', 'proxy'],
    capability: { encrypts: true },
  },
  { ...PLAIN, name: 'real-ours', modelledBy: 'ours' },
  { ...PLAIN, name: 'real-tls', modelledBy: 'proxy-tls', family: 'sidecar', capability: { encrypts: true } },
]

const arm = (name: string, more: Partial<ArmSpec> = {}): ArmSpec => ({
  name,
  datapath: name,
  fillerServices: 0,
  policyRules: 0,
  ...more,
})
const TWIN = arm('direct-again', { datapath: 'direct', isTwin: true })

const pairs = (...arms: ArmSpec[]): string[] =>
  pairsOf([arm('direct'), TWIN, ...arms], KNOWN).map((pair) => `${pair.why}: ${pair.arm} − ${pair.against}`)

test('meshes and eBPF are held against kube-proxy, kube-proxy against the floor, and rivals against each other', () => {
  expect(pairs(arm('kube'), arm('ours'), arm('proxy'), arm('proxy-tls'))).toEqual([
    'cost: kube − direct',
    'cost: ours − kube',
    'cost: proxy − kube',
    'cost: proxy-tls − kube',
    'rival: proxy-tls − ours',
    'encryption: proxy-tls − proxy',
  ])
})

test('an arm with more rules of policy is held against the arm of its datapath with the fewest', () => {
  const few = arm('few', { datapath: 'ours', policyRules: 10 })
  const many = arm('many', { datapath: 'ours', policyRules: 1000 })
  const open = arm('ours')
  expect(pairs(open, few, many).filter((pair) => pair.startsWith('policy'))).toEqual([
    'policy: few − ours',
    'policy: many − ours',
  ])
  // Only the arm with equal options is held against a rival.
  expect(pairs(arm('kube'), open, many, arm('proxy-tls')).filter((pair) => pair.startsWith('rival'))).toEqual(
    ['rival: proxy-tls − ours'],
  )
})

test('without kube-proxy, every arm is held against the floor', () => {
  expect(pairs(arm('ours'), arm('proxy-tls'))).toEqual([
    'cost: ours − direct',
    'cost: proxy-tls − direct',
    'rival: proxy-tls − ours',
  ])
})

test('of two kube-proxies, the first is what others are held against', () => {
  expect(pairs(arm('kube'), arm('kube-nft'), arm('proxy'))).toEqual([
    'cost: kube − direct',
    'cost: kube-nft − direct',
    'cost: proxy − kube',
  ])
})

test('products ask the questions of what emulates them, and each of them once', () => {
  expect(pairs(arm('kube'), arm('real-tls'), arm('real-ours'))).toEqual([
    'cost: kube − direct',
    'cost: real-tls − kube',
    'cost: real-ours − kube',
    'rival: real-tls − real-ours',
  ])
})

test('a cost is taken against the arm that is named for it; an arm whose counterpart is not in the run has none', () => {
  const mesh = arm('real-tls', { against: 'direct-mesh' })
  const twin = arm('direct-mesh', { datapath: 'direct', isTwin: true, within: 'real-tls' })
  expect(pairs(arm('kube'), twin, mesh)).toEqual(['cost: kube − direct', 'cost: real-tls − direct-mesh'])
  expect(pairs(mesh)).toEqual([])
})

test('where the services of kube-proxy vary, all arms grow from the floor, and equal options are held against each other', () => {
  const many = { fillerServices: 1000 }
  expect(
    pairs(
      arm('kube'),
      arm('kube-1000', { datapath: 'kube', ...many }),
      arm('ours'),
      arm('ours-1000', { datapath: 'ours', ...many }),
    ),
  ).toEqual([
    'cost: kube − direct',
    'cost: kube-1000 − direct',
    'cost: ours − direct',
    'cost: ours-1000 − direct',
    'rival: ours − kube',
    'rival: ours-1000 − kube-1000',
    'services: kube-1000 − kube',
    'services: ours-1000 − ours',
  ])
})

test('events of connections are held against the same datapath without them', () => {
  expect(pairs(arm('ours'), arm('ours-silent', { datapath: 'ours', seeing: 'nothing' }))).toEqual([
    'cost: ours − direct',
    'cost: ours-silent − direct',
    'seeing: ours − ours-silent',
  ])
})

test('what was asked to be made visible is held against the same datapath that makes nothing visible, and against nothing else', () => {
  const logs = arm('proxy-requests', { datapath: 'proxy', seeing: 'requests' })
  const traces = arm('proxy-tracing', { datapath: 'proxy', seeing: 'tracing' })
  expect(pairs(arm('kube'), arm('proxy'), logs, traces)).toEqual([
    'cost: kube − direct',
    'cost: proxy − kube',
    'seeing: proxy-requests − proxy',
    'seeing: proxy-tracing − proxy',
  ])
})

test('without an arm that makes nothing visible, an access log is a part of what the datapath costs', () => {
  expect(pairs(arm('kube'), arm('proxy-requests', { datapath: 'proxy', seeing: 'requests' }))).toEqual([
    'cost: kube − direct',
    'cost: proxy-requests − kube',
  ])
})

test('arms that make the same visible are held against each other', () => {
  const seeing = { seeing: 'requests' } as const
  expect(
    pairs(
      arm('proxy'),
      arm('proxy-tls'),
      arm('proxy-log', { datapath: 'proxy', ...seeing }),
      arm('proxy-tls-log', { datapath: 'proxy-tls', ...seeing }),
    ),
  ).toContain('encryption: proxy-tls-log − proxy-log')
})
