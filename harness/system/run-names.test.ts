import { expect, test } from 'vitest'
import {
  armNetns,
  clusterName,
  isKeptCluster,
  isRunId,
  keptClusterName,
  namespaceName,
  newRunId,
  podNetns,
  runCgroup,
  runIdOf,
  runIdOfCluster,
} from './run-names.ts'

test('an id sorts by time and is told from other names', () => {
  const earlier = newRunId(new Date('2026-11-24T10:30:05Z'))
  const later = newRunId(new Date('2026-11-24T10:30:06Z'))
  expect(earlier).toMatch(/^2026-11-24T10-30-05-[0-9a-f]{4}$/)
  expect([later, earlier].toSorted()).toEqual([earlier, later])
  expect(isRunId(earlier)).toBe(true)
  expect(isRunId('sample')).toBe(false)
})

test('every name tells its run', () => {
  const id = newRunId(new Date())
  for (const name of [armNetns(id, 'sidecar-mtls'), podNetns(id, 'ebpf', 'orders'), runCgroup('', id)])
    expect(runIdOf(name)).toBe(id)
})

test.each([
  'hopbench',
  'hopbench-',
  'hopbench-mine',
  'my-hopbench-2026-11-24T10-30-05-7f3c',
  'hopbench-2026-11-24T10-30-05-7f3cx',
])('%s is not ours', (name) => {
  expect(runIdOf(name)).toBeNull()
})

const RUN = '2026-11-24T10-30-05-7f3c'

test('a cluster tells its run, and its nodes have names that a host may have', () => {
  expect(clusterName(RUN, 'istio')).toBe('hopbench-20261124103005-7f3c-istio')
  for (const group of ['istio', 'kube-proxy-iptables', 'envoy-gateway-with-everything', 'Mine.yaml']) {
    const name = clusterName(RUN, group)
    expect(runIdOfCluster(name)).toBe(RUN)
    expect(`${name}-control-plane`).toMatch(/^[a-z0-9-]{1,63}$/)
  }
  expect(clusterName(RUN, 'istio-ambient-with-waypoint')).not.toBe(
    clusterName(RUN, 'istio-ambient-with-waypoints'),
  )
})

test.each(['kind', 'hopbench-mine', 'hopbench-keep-0123abcd', 'hopbench-20261124103005-7f3c', 'my-cluster'])(
  "the cluster %s is no run's",
  (name) => {
    expect(runIdOfCluster(name)).toBeNull()
  },
)

test('a kept cluster is told from all others', () => {
  expect(isKeptCluster(keptClusterName('0123abcdef'))).toBe(true)
  expect(runIdOf(keptClusterName('0123abcdef'))).toBeNull()
  for (const name of [clusterName(RUN, 'istio'), 'hopbench-keep-mine', '0123abcd', 'kind'])
    expect(isKeptCluster(name)).toBe(false)
})

test('a namespace on a cluster is a label of DNS, whatever it is made from, and none is like another', () => {
  expect(namespaceName(RUN, 'istio-sidecar', 'shop')).toBe('hopbench-7f3c-istio-sidecar-shop')
  const long = 'a'.repeat(60)
  const names = [
    namespaceName(RUN, 'direct', 'stranger-'),
    namespaceName(RUN, 'direct', 'stranger'),
    namespaceName(RUN, 'direct', `${long}1`),
    namespaceName(RUN, 'direct', `${long}2`),
    namespaceName(RUN, 'Direct', 'shop'),
    namespaceName(RUN, 'direct', 'shop'),
  ]
  for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
  expect(new Set(names).size).toBe(names.length)
})
