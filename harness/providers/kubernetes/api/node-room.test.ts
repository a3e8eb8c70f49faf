import type { V1Node, V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { allShut, cpuRequest, cpuRoom } from './node-room.ts'

const container = (cpu: string, more: object = {}) => ({
  name: 'app',
  resources: { requests: { cpu } },
  ...more,
})
const asPod = (pod: unknown) => pod as V1Pod
const pod = (spec: object, status: object = {}) =>
  asPod({ spec: { containers: [container('10m')], ...spec }, status })
const asNode = (node: unknown) => node as V1Node
const node = (name: string, spec: object = {}) =>
  asNode({ metadata: { name }, spec, status: { allocatable: { cpu: '2' } } })
const tainted = (key: string, effect = 'NoSchedule') => ({ taints: [{ key, effect }] })

test('a pod finds no node where every node is cordoned or has a taint that the pod does not tolerate', () => {
  const nodes = [node('a', { unschedulable: true }), node('b', tainted('dedicated'))]
  expect(allShut(pod({}), nodes)).toBe('node a is cordoned; node b has the taint dedicated:NoSchedule')
  expect(allShut(pod({ tolerations: [{ key: 'dedicated', operator: 'Exists' }] }), nodes)).toBeNull()
  expect(allShut(pod({}), [...nodes, node('c')])).toBeNull()
})

test.each([
  ['a taint that goes when the node is ready', tainted('node.kubernetes.io/not-ready')],
  ['a taint that only prefers other nodes', tainted('spot', 'PreferNoSchedule')],
])('some taints do not exclude a pod for good: %s', (_, spec) => {
  expect(allShut(pod({}), [node('a', spec)])).toBeNull()
})

test('a cluster without a known node does not count as one that refuses the pod', () => {
  expect(allShut(pod({}), [])).toBeNull()
})

test('a pod requests the sum of what runs together, or the largest init container if that is more', () => {
  const sidecar = container('100m', { restartPolicy: 'Always' })
  expect(cpuRequest(pod({ initContainers: [sidecar, container('50m')] }))).toBe(110)
  expect(cpuRequest(pod({ initContainers: [container('500m')] }))).toBe(500)
})

test('too little CPU is reported with the request of the pod and what the nodes have', () => {
  const nodes = [node('a')]
  const others = [
    pod({ nodeName: 'a', containers: [container('961m')] }),
    pod({ nodeName: 'a', containers: [container('5')] }, { phase: 'Succeeded' }),
  ]
  expect(cpuRoom(pod({ containers: [container('1900m')] }), nodes, others)).toEqual({
    text: 'it requests 1900m CPU; node a has 2, of which 961m are requested',
    isShort: true,
    fitsNowhere: false,
  })
  expect(cpuRoom(pod({ containers: [container('1000')] }), nodes, others)).toMatchObject({
    fitsNowhere: true,
  })
  expect(cpuRoom(pod({}), nodes, others)).toMatchObject({ isShort: false, fitsNowhere: false })
})
