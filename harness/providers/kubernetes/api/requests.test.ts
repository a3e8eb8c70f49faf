import { expect, test } from 'vitest'
import { reservationsOf } from '../arm/reservations.ts'
import { requestsOf } from './requests.ts'

const pod = (requests?: Record<string, string>) => ({
  spec: {
    containers: [{ name: 'app', resources: { requests: { cpu: '1' } } }],
    initContainers: [{ name: 'istio-proxy', ...(requests && { resources: { requests } }) }],
  },
})

test.each([
  [
    { cpu: '100m', memory: '128Mi' },
    { cores: 0.1, memoryBytes: 134_217_728 },
  ],
  [
    { cpu: '2', memory: '1G' },
    { cores: 2, memoryBytes: 1e9 },
  ],
  [{ memory: '41943040' }, { cores: 0, memoryBytes: 41_943_040 }],
  [{ memory: '1e9' }, { cores: 0, memoryBytes: 1e9 }],
  [{ memory: '0.5Gi' }, { cores: 0, memoryBytes: 2 ** 29 }],
  [undefined, { cores: 0, memoryBytes: 0 }],
])('requests of %j are %j', (requests, expected) => {
  expect(requestsOf(pod(requests), 'istio-proxy')).toEqual(expected)
})

test('an arm reserves what the proxies of its services and of its client request, and nothing for the pod outside the mesh', () => {
  const container = (name: string, role: 'app' | 'proxy') => ({
    ...{ name, role, id: '', image: '', imageId: '', cpuLimit: null },
    requests: { cores: 0.1, memoryBytes: 128 },
  })
  const containers = [container('app', 'app'), container('istio-proxy', 'proxy')]
  expect(
    reservationsOf(['client', 'orders', 'stranger'].map((service) => ({ service, containers }))),
  ).toEqual({
    proxies: ['client', 'orders'].map((name) => ({
      pod: name,
      container: 'istio-proxy',
      cores: 0.1,
      memoryBytes: 128,
    })),
  })
})
