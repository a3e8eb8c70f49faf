import { expect, test } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

const KNOWN = ['direct', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf']

test.each([
  ['sidcar', 'sidecar'],
  ['sidecar-mtl', 'sidecar-mtls'],
  ['eBPF', 'ebpf'],
  ['kube-proxy', 'kube-proxy-iptables'],
])('%s is meant as %s', (typed, meant) => {
  expect(didYouMean(typed, KNOWN)).toBe(`; did you mean "${meant}"?`)
})

test.each(['cilium', 'x', ''])('nothing is near to "%s"', (typed) => {
  expect(didYouMean(typed, KNOWN)).toBe('')
})
