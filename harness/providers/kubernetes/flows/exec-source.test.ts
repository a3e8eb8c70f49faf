import { expect, test } from 'vitest'
import { expectAllNodes } from './exec-source.ts'

const status = (state: string) => ({
  node_status: { state_change: state, node_names: ['worker-2'], message: 'connection refused' },
  node_name: 'relay',
})

test('a node whose flows are missing is named, because what the others saw would look like fewer calls', () => {
  const flow = { flow: { verdict: 'FORWARDED' }, node_name: 'worker-1' }
  expect(() => expectAllNodes('Hubble Relay', [flow, status('NODE_CONNECTED')])).not.toThrow()
  for (const state of ['NODE_UNAVAILABLE', 'NODE_GONE', 'NODE_ERROR'])
    expect(() => expectAllNodes('Hubble Relay', [flow, status(state)])).toThrow(
      `Hubble Relay says that the flows of worker-2 are missing: ${state} connection refused`,
    )
})
