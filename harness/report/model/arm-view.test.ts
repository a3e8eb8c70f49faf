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

test('datapaths whose short titles are the same go by their whole titles', () => {
  const { run } = syntheticInput({
    rounds: 1,
    arms: [
      { name: 'direct', role: 'baseline' },
      { name: 'kube-proxy-iptables' },
      { name: 'kube-proxy-nftables' },
      { name: 'kong' },
      { name: 'envoy-gateway' },
      { name: 'linkerd' },
    ],
  })
  const titles = ['kube-proxy (nftables)', 'Central gateway (Kong)', 'Central gateway (Envoy Gateway)']
  ;[...titles, 'Linkerd (edge-26.1)'].forEach((title, index) => {
    run.arms[index + 2]!.title = title
  })
  expect(armViews(run).map(({ label }) => label)).toEqual(['direct', 'kube-proxy', ...titles, 'Linkerd'])
})
