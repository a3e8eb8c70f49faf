import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { kindConfig, nodeCount, pinnedNodeImage } from './kind-config.ts'
import { refusalOf } from '../../../../testing/refusal.ts'

const folder = join(import.meta.dirname, '../..', '..', '..', '..', 'clusters')
const shipped = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const)

test('all clusters have one node image, pinned by its digest', () => {
  const images = new Set(shipped.map(([, yaml]) => pinnedNodeImage(yaml)))
  expect([...images]).toEqual([expect.stringMatching(/^kindest\/node:v[\d.]+@sha256:[0-9a-f]{64}$/)])
})

test.each(shipped)('%s: its API server listens on loopback only', (_, yaml) => {
  expect(parse(yaml)).toMatchObject({ networking: { apiServerAddress: '127.0.0.1' } })
})

test.each(shipped)('%s: one node is the file itself', (_, yaml) => {
  expect(kindConfig(yaml, 1)).toBe(yaml)
})

test.each(shipped)('%s: two nodes are workers with the same image, and all else stays', (_, yaml) => {
  const written = parse(yaml) as { nodes: object[] }
  const [controlPlane] = written.nodes
  expect(nodeCount(yaml)).toBe(1)
  expect(nodeCount(kindConfig(yaml, 2))).toBe(3)
  expect(parse(kindConfig(yaml, 2))).toEqual({
    ...written,
    nodes: [controlPlane, { ...controlPlane, role: 'worker' }, { ...controlPlane, role: 'worker' }],
  })
})

test('a configuration without nodes is refused with advice', () => {
  expect(refusalOf(() => kindConfig('kind: Cluster\n', 2))).toMatch(
    /lists no node with an image\n {2}→ compare/,
  )
  expect(() => pinnedNodeImage('kind: Cluster\n')).toThrow(/lists no node/)
})
