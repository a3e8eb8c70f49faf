import { expect, test } from 'vitest'
import { kindInput, syntheticInput } from '../testing/synthetic-input.ts'
import { armViews } from './arm-view.ts'

test('an arm is named after its datapath, the baseline once more by that or by its place', () => {
  expect(armViews(kindInput({ rounds: 1 }).run).map(({ label }) => label)).toEqual([
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
  const [, , , place, istio] = armViews(kindInput({ rounds: 1 }).run)
  expect(place).toMatchObject({
    noun: "the plain network in istio-sidecar's cluster",
    start: "The plain network in istio-sidecar's cluster",
  })
  expect(istio).toMatchObject({ noun: 'an Istio sidecar', fidelity: 'as shipped', isOurs: false })
})

test('an arm is drawn and named as its run describes its datapath, whatever hopbench knows of it today', () => {
  const { run } = syntheticInput({ rounds: 1 })
  Object.assign(
    run.datapaths.find(({ name }) => name === 'ebpf')!,
    {
      label: 'in-kernel',
      noun: 'the datapath in the kernel',
      hue: 'teal',
    },
  )
  const view = armViews(run).find(({ name }) => name === 'ebpf')!
  expect(view).toMatchObject({
    label: 'in-kernel (ours)',
    noun: 'the datapath in the kernel',
    shape: 'diamond',
  })
})
