import { X509Certificate } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../../../../system/require-need.ts'
import type { Message } from './config/message.ts'
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

  test('a pod that lets plaintext in is found out, with the pod named', async () => {
    await mesh.replaceEnvoy('stock', permissive)
    const failures = broken(await mesh.prove())
    expect(failures.map(({ claim, place, observed }) => ({ claim, place, observed }))).toEqual([
      { claim: 'plaintext is refused', place: 'pods stock', observed: 'stock: HTTP 200' },
    ])
  })
})

interface Chain {
  filter_chain_match: Message
  transport_socket?: Message
}

/** What PERMISSIVE adds: the same chain for plaintext. */
function permissive(config: Message): Message {
  const { listeners } = config.static_resources as {
    listeners: { name: string; filter_chains: Chain[] }[]
  }
  const chains = listeners.find(({ name }) => name === 'virtualInbound')!.filter_chains
  const strict = chains.find(({ filter_chain_match }) => filter_chain_match.destination_port === 8080)!
  const plain = { ...strict }
  delete plain.transport_socket
  chains.push({
    ...plain,
    filter_chain_match: { destination_port: 8080, transport_protocol: 'raw_buffer' },
  })
  return config
}
