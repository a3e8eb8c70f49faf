import { expect, test } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

const KNOWN = ['direct', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf']

test.each([
  ['sidcar', 'sidecar'],
  ['sidecar-mtl', 'sidecar-mtls'],
  ['eBPF', 'ebpf'],
  ['epbf', 'ebpf'],
  ['driect', 'direct'],
  ['kube-proxy', 'kube-proxy-iptables'],
])('%s is meant as %s', (typed, meant) => {
  expect(didYouMean(typed, KNOWN)).toBe(`; did you mean "${meant}"?`)
})

test.each(['cilium', 'x', ''])('nothing is near to "%s"', (typed) => {
  expect(didYouMean(typed, KNOWN)).toBe('')
})

test.each([
  ['proxy', 'proof'],
  ['steal', 'real'],
  ['edge', 'page'],
])('%s is another word than %s, and no slip of it', (typed, other) => {
  expect(didYouMean(typed, [other])).toBe('')
})
