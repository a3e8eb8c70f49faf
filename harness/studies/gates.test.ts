import { expect, test } from 'vitest'
import { countGates, type StudiedGate } from './gates.ts'

const gate = (kind: StudiedGate['kind'], judgement: 'fine' | 'regression', seconds: number): StudiedGate => ({
  ...{ kind, run: 'run', exitCode: judgement === 'fine' ? 0 : 10, seconds, verdict: judgement },
  planted: kind === 'planted' ? { transport: 0.105, cpu: 0.1 } : null,
  changes: [{ datapath: 'ebpf', what: 'cpu', share: judgement === 'fine' ? 0 : 0.1, half: 0.04 }],
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
    planted: null,
    rows: [
      {
        ...{ datapath: 'ebpf', what: 'cpu', share: 0.05, half: 0.04 },
        judgements: { fine: 1, regression: 1, 'could not tell': 0 },
      },
    ],
  })
  const planted = countGates(gates, 'planted')
  expect(planted.verdicts.regression).toBe(1)
  expect(planted.planted).toEqual({ least: 0.1, most: 0.105 })
})
