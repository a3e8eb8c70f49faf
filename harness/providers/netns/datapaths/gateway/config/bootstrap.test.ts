import { expect, test } from 'vitest'
import { gatewayBootstrap, type RoutedService } from './bootstrap.ts'

const STOCK: RoutedService = { name: 'stock', namespace: 'back', endpoint: '198.18.0.13', callers: null }

interface Rendered {
  static_resources: {
    listeners: { filter_chains: { filters: { typed_config: Manager }[] }[] }[]
    clusters: { name: string; load_assignment: unknown }[]
  }
}
interface Manager {
  http_filters: { name: string }[]
  route_config: { virtual_hosts: { domains: string[]; routes: object[] }[] }
}

function rendered(...services: RoutedService[]) {
  const config = gatewayBootstrap(services, { id: 'gateway.1', adminSocket: '/run/admin.sock' }) as Rendered &
    object
  const { listeners, clusters } = config.static_resources
  return { clusters, manager: listeners[0]!.filter_chains[0]!.filters[0]!.typed_config }
}

test('a service is routed by each of its names to the cluster with its pod', () => {
  const { clusters, manager } = rendered(STOCK)
  const [host] = manager.route_config.virtual_hosts
  expect(host!.domains).toEqual(['stock', 'stock.back', 'stock.back.svc', 'stock.back.svc.cluster.local'])
  expect(host!.routes[0]).toMatchObject({ route: { cluster: clusters[0]!.name } })
  expect(JSON.stringify(clusters[0]!.load_assignment)).toContain('"address":"198.18.0.13","port_value":8080')
})

test('without a policy nothing asks who calls', () => {
  const { manager } = rendered(STOCK)
  expect(manager.http_filters.map(({ name }) => name)).toEqual(['envoy.filters.http.router'])
  expect(JSON.stringify(manager)).not.toContain('rbac')
})

test('with a policy each route lets its callers through by address, and a service without callers nobody', () => {
  const { manager } = rendered(
    { ...STOCK, callers: ['198.18.0.12'] },
    { ...STOCK, name: 'alone', callers: [] },
  )
  expect(manager.http_filters.map(({ name }) => name)).toEqual([
    'envoy.filters.http.rbac',
    'envoy.filters.http.router',
  ])
  const [stock, alone] = manager.route_config.virtual_hosts.map(({ routes }) => JSON.stringify(routes))
  expect(stock).toContain('{"address_prefix":"198.18.0.12","prefix_len":32}')
  expect(stock).toContain('"action":"DENY"')
  expect(alone).not.toContain('ALLOW')
  expect(alone).toContain('"action":"DENY"')
})
