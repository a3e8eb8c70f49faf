import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NO_AUTHORIZATION, sidecarBootstrap } from './bootstrap.ts'

const services = [{ name: 'stock', namespace: 'back', vip: '198.19.0.13', endpoint: '198.18.0.13' }]
const files = { authority: '/mesh/authority.crt', certificate: '/mesh/orders.crt', key: '/mesh/orders.key' }

const rendered = (name: string, certificates: typeof files | null) =>
  sidecarBootstrap({
    workload: { name, namespace: 'shop', address: '198.18.0.12', serves: name === 'client' ? null : 8080 },
    services,
    databases: [],
    adminSocket: '/run/admin.sock',
    certificates,
    authorization: NO_AUTHORIZATION,
  })

const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./testing/${name}.json`, import.meta.url), 'utf8'))

interface Listener {
  name: string
  filter_chains: { name: string; filter_chain_match?: { transport_protocol?: string } }[]
}
const inboundChains = (config: unknown) =>
  (config as { static_resources: { listeners: Listener[] } }).static_resources.listeners.find(
    ({ name }) => name === 'virtualInbound',
  )!.filter_chains

test('the sidecar of a service that is called over mutual TLS', () => {
  expect(rendered('orders', files)).toEqual(golden('orders-mtls'))
})

test('under STRICT no filter chain takes plaintext, but the one into the black hole', () => {
  const chains = inboundChains(rendered('orders', files))
  const notTls = chains.filter((chain) => chain.filter_chain_match?.transport_protocol !== 'tls')
  expect(notTls.map(({ name }) => name)).toEqual(['virtualInbound-blackhole'])
})

test('without TLS nothing speaks of certificates', () => {
  expect(JSON.stringify(rendered('orders', null))).not.toMatch(/tls_certificates|tlsMode/)
})

test("the client's sidecar has no way to an app that it does not have", () => {
  const text = JSON.stringify(rendered('client', null))
  expect(text).toContain('outbound|80||stock.back.svc.cluster.local')
  expect(text).not.toContain('inbound|8080||')
})
