import { expect, test } from 'vitest'
import { armNetns, isRunId, newRunId, podNetns, runCgroup, runIdOf } from './run-names.ts'

test('an id sorts by time and is told from other names', () => {
  const earlier = newRunId(new Date('2026-11-24T10:30:05Z'))
  const later = newRunId(new Date('2026-11-24T10:30:06Z'))
  expect(earlier).toMatch(/^2026-11-24T10-30-05-[0-9a-f]{4}$/)
  expect([later, earlier].toSorted()).toEqual([earlier, later])
  expect(isRunId(earlier)).toBe(true)
  expect(isRunId('sample')).toBe(false)
})

test('every name tells its run', () => {
  const id = newRunId(new Date())
  for (const name of [armNetns(id, 'sidecar-mtls'), podNetns(id, 'ebpf', 'orders'), runCgroup('', id)])
    expect(runIdOf(name)).toBe(id)
})

test.each([
  'hopbench',
  'hopbench-',
  'hopbench-mine',
  'my-hopbench-2026-11-24T10-30-05-7f3c',
  'hopbench-2026-11-24T10-30-05-7f3cx',
])('%s is not ours', (name) => {
  expect(runIdOf(name)).toBeNull()
})
