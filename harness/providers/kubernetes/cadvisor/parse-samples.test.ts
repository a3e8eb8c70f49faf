import { expect, test } from 'vitest'
import { parseSamples } from './parse-samples.ts'
import { recordedAnswer } from './testing/recorded-window.ts'

test('of an answer of kubelet only CPU, memory and the number of cores are read', () => {
  const samples = parseSamples(recordedAnswer())
  const counts = Object.fromEntries(
    [...Map.groupBy(samples, ({ metric }) => metric)].map(([metric, { length }]) => [metric, length]),
  )
  expect(counts).toEqual({
    container_cpu_usage_seconds_total: 6,
    container_memory_mapped_file: 6,
    container_memory_rss: 6,
    container_memory_working_set_bytes: 2,
    machine_cpu_cores: 1,
  })
  expect(samples.find(({ metric }) => metric === 'machine_cpu_cores')).toMatchObject({
    value: 2,
    timestampMs: null,
  })
})

test('a sample has its container, its control group, its value and the moment it was read', () => {
  const samples = parseSamples(recordedAnswer())
  const app = samples.filter(({ container }) => container === 'app')
  expect(app.find(({ metric }) => metric === 'container_memory_rss')).toMatchObject({
    namespace: 'hopbench-e',
    pod: 'burner',
    id: expect.stringMatching(/^\/kubelet\.slice\/.*\/cri-containerd-[0-9a-f]{64}\.scope$/) as unknown,
    value: 14_139_392,
    timestampMs: 1_795_673_444_723,
  })
  const node = samples.filter(({ id }) => id === '/')
  expect(node.map(({ container }) => container)).toEqual(['', '', '', ''])
})

test('labels are found in any order, with escaped quotes, braces and spaces in them', () => {
  const line = String.raw`container_memory_rss{pod="a \"b\" }{ c\\",namespace="shop" , container="app",id="/x\ny"} 12 34`
  expect(parseSamples(line)).toEqual([
    {
      metric: 'container_memory_rss',
      namespace: 'shop',
      pod: 'a "b" }{ c\\',
      container: 'app',
      id: '/x\ny',
      value: 12,
      timestampMs: 34,
    },
  ])
})

test('lines that are no sample, have no number or are of one core only are left out', () => {
  const text = [
    '# HELP container_memory_rss Size of RSS in bytes.',
    'container_memory_rss_other{id="/"} 1 2',
    'container_memory_rss{id="/"} NaN 2',
    'container_memory_rss{id="/"',
    'container_cpu_usage_seconds_total{id="/",cpu="cpu00"} 1 2',
    '',
    'container_cpu_usage_seconds_total{id="/",cpu="total"} 1.5e+01 2',
  ].join('\n')
  expect(parseSamples(text).map(({ value }) => value)).toEqual([15])
})
