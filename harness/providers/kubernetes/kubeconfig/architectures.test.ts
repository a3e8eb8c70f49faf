import type { V1Node } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { otherArchitectures } from './architectures.ts'

const asNodes = (all: unknown[]) => all as V1Node[]
const nodes = (...architectures: string[]) =>
  asNodes(architectures.map((architecture) => ({ status: { nodeInfo: { architecture } } })))

test('nodes with this machine’s architecture need no note', () => {
  expect(otherArchitectures(nodes('amd64', 'amd64'), 'x64')).toBeNull()
  expect(otherArchitectures(nodes('arm64'), 'arm64')).toBeNull()
})

test('nodes that cannot run an image built here are reported, with the error that pods would end with', () => {
  expect(otherArchitectures(nodes('amd64', 'arm64', 'amd64'), 'x64')).toMatch(
    /^the cluster has nodes 2 of amd64 and 1 of arm64, .* for amd64 alone: .*exec format error/,
  )
  expect(otherArchitectures(nodes('arm64'), 'x64')).toMatch(/1 of arm64/)
})

test('nodes without a known architecture are not reported', () => {
  expect(otherArchitectures(asNodes([{}, { status: {} }]), 'x64')).toBeNull()
})
