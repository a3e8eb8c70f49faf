import { X509Certificate } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../../../../system/require-need.ts'
import type { Message } from '../../envoy/config/message.ts'
import { sidecarMtls } from './index.ts'
import { broken, raiseMesh, type RaisedMesh } from './testing/raise-mesh.ts'

const skip = await requireNeed('linux')

describe.skipIf(skip)('sidecars with mutual TLS', () => {
  let mesh: RaisedMesh
  beforeAll(async () => (mesh = await raiseMesh(sidecarMtls)))
  afterAll(async () => {
    expect(await mesh.down()).toEqual([])
  })

  test('every proof holds, and again on connections that are already open', async () => {
    expect(broken(await mesh.prove())).toEqual([])
    expect(broken(await mesh.prove())).toEqual([])
  })

  test('each workload has an identity of its own, and its key is closed to all but its proxy', () => {
    const directory = join(mesh.site.runtimeDir, 'mesh')
    const certificate = new X509Certificate(readFileSync(join(directory, 'prices.crt')))
    const authority = new X509Certificate(readFileSync(join(directory, 'authority.crt')))
    expect(certificate.subjectAltName).toBe('URI:spiffe://cluster.local/ns/back/sa/prices')
    expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 })
    expect(certificate.verify(authority.publicKey)).toBe(true)
    expect(certificate.ca).toBe(false)
    const keys = readdirSync(directory).filter((name) => name.endsWith('.key'))
    expect(keys.sort()).toEqual(['client.key', 'foreign.key', 'orders.key', 'prices.key', 'stock.key'])
    for (const key of keys)
      expect(statSync(join(directory, key))).toMatchObject({ uid: 1337, mode: 0o100400 })
  })

  test('no key is kept with the evidence', () => {
    expect(readdirSync(mesh.site.configDir).filter((name) => name.endsWith('.key'))).toEqual([])
  })

  test.each([
    ['plaintext', 'plaintext is refused', permissive],
    ['callers without a certificate', 'TLS without a certificate is refused', withoutClientCertificates],
    ['any authority', 'a certificate of another authority is refused', trustingAnyAuthority],
  ])('a pod that lets %s in is found out, with the pod named', async (_, claim, loosened) => {
    const strict = await mesh.replaceEnvoy('stock', loosened)
    const failures = broken(await mesh.prove())
    await mesh.replaceEnvoy('stock', () => strict)
    expect(failures.map(({ claim, where, observed }) => ({ claim, where, observed }))).toEqual([
      { claim, where: 'pods stock', observed: { text: 'stock: HTTP 200' } },
    ])
  })

  test('proxies that talk in plaintext where nobody minds are found out', async () => {
    await mesh.replaceEnvoy('stock', permissive)
    await mesh.replaceEnvoy('orders', sendingPlaintext)
    const failures = broken(await mesh.prove())
    expect(failures).toContainEqual(
      expect.objectContaining({ claim: 'no connection came in without TLS', where: 'Envoy of stock' }),
    )
    expect(failures).toContainEqual(
      expect.objectContaining({ claim: 'what is sent cannot be read between the pods' }),
    )
  })
})

/** The chain of the service's own port, which a test may loosen. */
interface Chain {
  filter_chain_match: Message
  transport_socket?: { typed_config: { require_client_certificate: boolean; common_tls_context: TlsContext } }
}
interface TlsContext {
  validation_context: Message
}

/** What PERMISSIVE adds: the same chain for plaintext. */
function permissive(config: Message): Message {
  const { chains, strict } = inboundOf(config)
  const plain = { ...strict }
  delete plain.transport_socket
  chains.push({
    ...plain,
    filter_chain_match: { destination_port: 8080, transport_protocol: 'raw_buffer' },
  })
  return config
}

function withoutClientCertificates(config: Message): Message {
  const tls = inboundOf(config).strict.transport_socket!.typed_config
  tls.require_client_certificate = false
  // To demand a name is to demand a certificate.
  delete tls.common_tls_context.validation_context.match_typed_subject_alt_names
  return config
}

function trustingAnyAuthority(config: Message): Message {
  const { common_tls_context: context } = inboundOf(config).strict.transport_socket!.typed_config
  context.validation_context.trust_chain_verification = 'ACCEPT_UNTRUSTED'
  return config
}

/** Sends to every service as to one without a proxy. */
function sendingPlaintext(config: Message): Message {
  const { clusters } = config.static_resources as { clusters: Message[] }
  for (const cluster of clusters) delete cluster.transport_socket_matches
  return config
}

function inboundOf(config: Message) {
  const { listeners } = config.static_resources as {
    listeners: { name: string; filter_chains: Chain[] }[]
  }
  const chains = listeners.find(({ name }) => name === 'virtualInbound')!.filter_chains
  const strict = chains.find(({ filter_chain_match }) => filter_chain_match.destination_port === 8080)!
  return { chains, strict }
}
