import { expect, test } from 'vitest'
import { kindInput, syntheticInput } from '../testing/synthetic-input.ts'
import { capabilityMatrix } from './capability-matrix.ts'
import { viewsOf } from './views.ts'

const matrixOf = (input = syntheticInput()) => capabilityMatrix(viewsOf(input).loads[0]!)!

test('each datapath has one column, and a row says which of them has it', () => {
  const { datapaths, rows } = matrixOf()
  expect(datapaths.map(({ label }) => label)).toEqual([
    'kube-proxy',
    'sidecar',
    'sidecar, mTLS',
    'eBPF (ours)',
  ])
  expect(rows.find(({ mark }) => mark === 'encrypts')!.has).toEqual([false, false, true, false])
})

test('the plain network in another cluster has none: it gives nothing, wherever it is', () => {
  expect(matrixOf(kindInput()).datapaths.map(({ label }) => label)).toEqual([
    'kube-proxy',
    'Istio sidecar',
    'Cilium',
  ])
})
