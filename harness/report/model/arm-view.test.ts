import { expect, test } from 'vitest'
import { kindInput, syntheticInput } from '../testing/synthetic-input.ts'
import { viewsOf } from './views.ts'

test('an arm is named after its datapath, the baseline once more by that or by its place', () => {
  expect(viewsOf(kindInput({ rounds: 1 })).arms.map(({ label }) => label)).toEqual([
    'direct',
    'direct (again)',
    'kube-proxy',
    "direct (istio-sidecar's cluster)",
    'Istio sidecar',
    "direct (cilium's cluster)",
    'Cilium',
  ])
})

test('in a sentence a place is named too', () => {
  const [, , , place, istio] = viewsOf(kindInput({ rounds: 1 })).arms
  expect(place).toMatchObject({
    noun: "the plain network in istio-sidecar's cluster",
    start: "The plain network in istio-sidecar's cluster",
  })
  expect(istio).toMatchObject({ noun: 'an Istio sidecar', fidelity: 'as shipped', isOurs: false })
})

test('an arm is drawn and named as its run describes its datapath, whatever hopbench knows of it today', () => {
  const input = syntheticInput({ rounds: 1 })
  const { run } = input
  Object.assign(
    run.datapaths.find(({ name }) => name === 'ebpf')!,
    {
      label: 'in-kernel',
      noun: 'the datapath in the kernel',
      hue: 'teal',
    },
  )
  const view = viewsOf(input).arms.find(({ name }) => name === 'ebpf')!
  expect(view).toMatchObject({
    label: 'in-kernel (ours)',
    noun: 'the datapath in the kernel',
    shape: 'diamond',
  })
})
