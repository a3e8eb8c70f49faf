import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { requireNeed } from '../../../system/require-need.ts'
import { issueCertificates } from './certificates.ts'

const directory = mkdtempSync(join(tmpdir(), 'hopbench-certificates-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe.skipIf(await requireNeed('linux'))('certificates of a mesh', () => {
  test('give each workload an identity of its own, and its key to nobody but its proxy', async () => {
    const workloads = ['client', 'prices'].map((name) => ({
      ...{ name, namespace: 'back', address: '198.18.0.12', serves: name === 'prices' ? 8080 : null },
    }))
    await issueCertificates(directory, workloads)
    const read = (name: string) => new X509Certificate(readFileSync(join(directory, name)))
    const certificate = read('prices.crt')
    expect(certificate.subjectAltName).toBe('URI:spiffe://cluster.local/ns/back/sa/prices')
    expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 })
    expect(certificate.verify(read('authority.crt').publicKey)).toBe(true)
    expect(certificate.ca).toBe(false)
    expect(read('foreign.crt').verify(read('authority.crt').publicKey)).toBe(false)
    const keys = readdirSync(directory).filter((name) => name.endsWith('.key'))
    expect(keys.sort()).toEqual(['client.key', 'foreign.key', 'prices.key'])
    for (const key of keys)
      expect(statSync(join(directory, key))).toMatchObject({ uid: 1337, mode: 0o100400 })
  })
})
