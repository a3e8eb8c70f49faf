import { expect, test } from 'vitest'
import { SYNTHETIC_ARMS } from '../../stats/testing/synthetic-arms.ts'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { capacityTable } from './capacity-table.ts'
import { viewsOf } from './views.ts'

const tableOf = (options: Parameters<typeof syntheticInput>[0] = {}) =>
  capacityTable(viewsOf(syntheticInput({ capacityRounds: 6, ...options })).loads[0]!)
const rowOf = (label: string, table = tableOf()) => table!.rows.find(([name]) => name === label)!

test('each arm has its capacity with connections, how busy the host was, limit, CPU and quotients', () => {
  const [, pages, connections, busy, limit, cpu, times] = rowOf('sidecar')
  expect(pages).toMatch(/^\d+ \[\d+, \d+\]$/)
  expect([connections, busy, limit]).toEqual(['32', '97\u00a0%', 'host CPU'])
  expect(Number(cpu)).toBeGreaterThan(1)
  expect(times).toMatch(/^kube-proxy: ×0\.2\d \[0\.2\d, 0\.\d+\]$/)
})

test('an arm that did not fill the host says where it stopped, and is divided by nothing', () => {
  const arms = SYNTHETIC_ARMS.map((arm) => (arm.name === 'ebpf' ? { ...arm, saturatedBusyShare: 0.88 } : arm))
  const row = rowOf('eBPF (ours)', tableOf({ arms }))
  expect(row[4]).toBe(
    'did not saturate: throughput stopped rising at 32 connections with the host 88\u00a0% busy',
  )
  expect(row[6]).toBe('kube-proxy: no quotient (ebpf did not fill the host with 32 connections)')
})

test('an older run says with how many connections it was measured', () => {
  const older = tableOf({ searched: false })
  expect(rowOf('sidecar', older)[4]).toBe('not known: measured at 32 connections')
  expect(older!.note).toContain('this older run did not look for the limit')
  expect(tableOf()!.note).not.toContain('older run')
})

test('a run without capacity rounds has no table', () => {
  expect(tableOf({ capacityRounds: 0 })).toBeNull()
})
