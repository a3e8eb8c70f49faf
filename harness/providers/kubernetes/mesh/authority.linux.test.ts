/** Makes real certificates with the machine's openssl. */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { requireNeed } from '../../../system/require-need.ts'
import { withAuthority } from './authority.ts'

const skip = await requireNeed('linux')

const AUTHORITY = {
  anchorName: 'root.linkerd.cluster.local',
  issuerName: 'identity.linkerd.cluster.local',
  set: {
    anchor: 'anchor certificate',
    'issuer.crt': 'issuer certificate',
    'issuer.key': 'issuer key',
  },
} as const

test.skipIf(skip)(
  'an authority signs one that may issue, the keys fit, and nothing of it stays',
  async () => {
    const paths = await withAuthority(AUTHORITY, (helmArguments) => {
      const set = helmArguments.filter((word) => word !== '--set-file')
      const files = Object.fromEntries(set.map((word) => word.split('=') as [string, string]))
      const anchor = new X509Certificate(readFileSync(files['anchor']!))
      const issuer = new X509Certificate(readFileSync(files['issuer.crt']!))
      expect(anchor.subject).toBe('CN=root.linkerd.cluster.local')
      expect(issuer.subject).toBe('CN=identity.linkerd.cluster.local')
      expect(issuer.checkIssued(anchor)).toBe(true)
      expect(issuer.verify(anchor.publicKey)).toBe(true)
      expect([anchor.ca, issuer.ca]).toEqual([true, true])
      expect(issuer.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
      expect(readFileSync(files['issuer.key']!, 'utf8')).toContain('PRIVATE KEY')
      return Promise.resolve(Object.values(files))
    })
    expect(paths.filter((path) => existsSync(path))).toEqual([])
  },
)
