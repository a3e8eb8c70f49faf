import type { V1Node } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { otherArchitectures } from './architectures.ts'

const asNodes = (all: unknown[]) => all as V1Node[]
const nodes = (...architectures: string[]) =>
  asNodes(architectures.map((architecture) => ({ status: { nodeInfo: { architecture } } })))

test('nodes of this machine’s architecture are no matter', () => {
  expect(otherArchitectures(nodes('amd64', 'amd64'), 'x64')).toBeNull()
  expect(otherArchitectures(nodes('arm64'), 'arm64')).toBeNull()
})

test('nodes that an image built here does not run on are told, with how it would show', () => {
  expect(otherArchitectures(nodes('amd64', 'arm64', 'amd64'), 'x64')).toMatch(
    /^the cluster has nodes 2 of amd64 and 1 of arm64, .* for amd64 alone: .*exec format error/,
  )
  expect(otherArchitectures(nodes('arm64'), 'x64')).toMatch(/1 of arm64/)
})

test('nodes that do not say it are not called others', () => {
  expect(otherArchitectures(asNodes([{}, { status: {} }]), 'x64')).toBeNull()
})
