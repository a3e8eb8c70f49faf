/** What an arm takes without load: its own reading, and nothing that a comparison rests on. */
import { expect, test } from 'vitest'
import { measured } from '../results/measured.ts'
import { analyzed, summaryOf } from './testing/analyzed.ts'

test('without an idle window, only what the arm takes without load is unknown', () => {
  const analysis = analyzed({ seed: 'no idle' }, ({ journal }) => {
    journal.splice(
      0,
      journal.length,
      ...journal.filter((record) => record.kind !== 'idle' || record.arm !== 'ebpf'),
    )
  })
  expect(summaryOf(analysis, 'ebpf').idleCpuSecondsPerHour).toEqual({
    notMeasured: 'no idle window was recorded',
  })
  expect(analysis.comparisons.find(({ arm, metric }) => arm === 'ebpf' && metric === 'cpu')).toBeDefined()
  expect(analysis.noise[0]!.warnings.join()).toContain('no idle window was recorded for ebpf')
})

test('a quick run takes no idle windows, which is no warning', () => {
  const analysis = analyzed({ seed: 'quick', quick: true }, ({ journal }) => {
    journal.splice(0, journal.length, ...journal.filter((record) => record.kind !== 'idle'))
  })
  expect(summaryOf(analysis, 'ebpf').idleCpuSecondsPerHour).toEqual({
    notMeasured: 'quick runs take no idle windows',
  })
  expect(analysis.noise[0]!.warnings.join()).not.toContain('idle')
})

test('what an arm took in an idle window changes no difference of CPU', () => {
  const calm = analyzed({ seed: 'idle' })
  const restless = analyzed({ seed: 'idle' }, ({ journal }) => {
    for (const record of journal) {
      const cpu = record.kind === 'idle' && record.arm === 'sidecar' ? measured(record.cpu) : null
      if (cpu === null) continue
      cpu.proxyUs += 200_000
      cpu.idleUs -= 200_000
      cpu.allTasksUs = Number(cpu.allTasksUs) + 200_000
    }
  })
  expect(restless.comparisons).toEqual(calm.comparisons)
})
