import { expect, test } from 'vitest'
import { NEED_NAMES } from '../system/needs.ts'
import { withoutIt } from './doctor.ts'

test('who cannot run without a need follows from what each datapath says that it needs', () => {
  expect(withoutIt({ name: 'netns' })).toBe('any datapath (netns)')
  expect(withoutIt({ name: 'engine' })).toBe('any datapath (kind)')
  expect(withoutIt({ name: 'root' })).toBe('any datapath (netns); any datapath (kind)')
  expect(withoutIt({ name: 'bpf' })).toBe('ebpf (netns)')
  expect(withoutIt({ name: 'openssl' })).toBe('sidecar-mtls (netns); linkerd (kind)')
})

test.each(NEED_NAMES)('%s is probed because something cannot run without it', (name) => {
  // No datapath needs these: tests of workflows, of the report and of flows need three of them, conntrack's flows are unknown without
  // its tool, every arm runs without the hop clock too, and only scenarios with a database need its server.
  if (!['actionlint', 'chromium', 'conntrack', 'hubble', 'hopClock', 'postgres'].includes(name))
    expect(withoutIt({ name })).not.toBe('')
})
