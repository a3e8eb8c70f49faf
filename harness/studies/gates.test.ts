import { expect, test } from 'vitest'
import { countGates, type StudiedGate } from './gates.ts'

const gate = (kind: StudiedGate['kind'], judgement: 'fine' | 'regression', seconds: number): StudiedGate => ({
  ...{ kind, run: 'run', exitCode: judgement === 'fine' ? 0 : 10, seconds, verdict: judgement },
  ...{ planted: null, changes: [] },
  rows: [{ datapath: 'ebpf', what: 'cpu', judgement }],
})

test('gates of each kind are counted by verdict and by row', () => {
  const gates = [
    gate('alike', 'fine', 300),
    gate('planted', 'regression', 310),
    gate('alike', 'regression', 330),
  ]
  expect(countGates(gates, 'alike')).toEqual({
    gates: 2,
    verdicts: { fine: 1, regression: 1, 'could not tell': 0, 'no baseline': 0, 'not comparable': 0 },
    slowestSeconds: 330,
    rows: [{ datapath: 'ebpf', what: 'cpu', judgements: { fine: 1, regression: 1, 'could not tell': 0 } }],
  })
  expect(countGates(gates, 'planted').verdicts.regression).toBe(1)
})
