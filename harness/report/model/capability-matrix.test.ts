import { expect, test } from 'vitest'
import { kindInput, syntheticInput } from '../testing/synthetic-input.ts'
import { capabilityMatrix } from './capability-matrix.ts'
import { viewsOf } from './views.ts'

const matrixOf = (input = syntheticInput()) => capabilityMatrix(viewsOf(input).loads[0]!)!

test('each datapath has one column, and a row says which of them has it and whether this run used it', () => {
  const { datapaths, rows } = matrixOf()
  expect(datapaths.map(({ label }) => label)).toEqual([
    'kube-proxy',
    'sidecar',
    'sidecar, mTLS',
    'eBPF (ours)',
  ])
  const cellsOf = (wanted: string) => rows.find(({ mark }) => mark === wanted)!.cells
  expect(cellsOf('encrypts')).toEqual(['no', 'no', 'exercised', 'no'])
  // The scenario has no policy, so nobody's policy was put to work.
  expect(cellsOf('L3/L4 policy')).toEqual(['no', 'no', 'could', 'could'])
  expect(cellsOf('flows')).toEqual(['no', 'no', 'no', 'exercised'])
})

test('a policy that was tried out is exercised; what no rule is about is not', () => {
  const { rows } = matrixOf(syntheticInput({ policy: true }))
  const cellsOf = (wanted: string) => rows.find(({ mark }) => mark === wanted)!.cells
  expect(cellsOf('L3/L4 policy')).toEqual(['no', 'no', 'exercised', 'exercised'])
  expect(cellsOf('L7 policy')).toEqual(['no', 'could', 'could', 'no'])
})

test('each mark has its evidence, or the reason why there is none', () => {
  const { evidence } = matrixOf()
  expect(evidence).toContain('sidecar, mTLS, encrypts: 1 proof held, read from tcpdump')
  expect(evidence).toContain('eBPF (ours), L3/L4 policy: not exercised, the scenario has no policy')
})

test('the plain network in another cluster has none: it gives nothing, wherever it is', () => {
  expect(matrixOf(kindInput()).datapaths.map(({ label }) => label)).toEqual([
    'kube-proxy',
    'Istio sidecar',
    'Cilium',
  ])
})
