/** Makes the certificates of one arm's mesh: an authority of its own, and a certificate for each workload. */
import { chmod, chown, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../../system/command.ts'
import { PROXY_ID } from '../../../system/envoy.ts'
import { makeReadable, makeReadableFolder } from '../../../system/readable-files.ts'
import { spiffeIdOf, type Workload } from './workload.ts'

/** Paths of PEM files. */
export interface CertificateFiles {
  authority: string
  certificate: string
  key: string
}

export interface MeshCertificates {
  of(workload: string): CertificateFiles
  /** A certificate with the right name from the wrong authority, for the proof that it is refused. */
  foreign: CertificateFiles
}

/** Istio's certificates are valid for 24 hours. */
const DAYS = '1'
/** Istio's default type of key. An elliptic-curve key would make handshakes cheaper than Istio's. */
const KEY = 'rsa:2048'

/** Issues a certificate to each workload. All are made at once, since making the keys takes nearly all of the time. */
export async function issueCertificates(directory: string, workloads: Workload[]): Promise<MeshCertificates> {
  makeReadableFolder(directory)
  // Without this file openssl would read the machine's openssl.cnf, which adds extensions such as "is an authority".
  await writeFile(join(directory, 'request.cnf'), '[req]\ndistinguished_name = name\n[name]\n')
  await Promise.all(['authority', 'foreign-authority'].map((name) => makeAuthority(directory, name)))
  const names = workloads.map((workload) => ({ file: workload.name, authority: 'authority', workload }))
  const foreign = { file: 'foreign', authority: 'foreign-authority', workload: workloads[0]! }
  await Promise.all(
    [...names, foreign].map((leaf) =>
      makeLeaf(directory, leaf.file, leaf.authority, spiffeIdOf(leaf.workload)),
    ),
  )
  // Without the authority's key nobody can issue a further certificate of this mesh.
  await Promise.all(['authority', 'foreign-authority'].map((name) => rm(join(directory, `${name}.key`))))
  const files = (name: string): CertificateFiles => ({
    authority: join(directory, 'authority.crt'),
    certificate: join(directory, `${name}.crt`),
    key: join(directory, `${name}.key`),
  })
  return { of: files, foreign: files('foreign') }
}

/** Makes an authority. Both authorities have the same name and differ only in their keys. */
const makeAuthority = (directory: string, name: string) =>
  openssl(directory, name, [
    ...['-subj', '/O=cluster.local'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
  ])

async function makeLeaf(directory: string, name: string, authority: string, spiffeId: string): Promise<void> {
  await openssl(directory, name, [
    ...['-CA', join(directory, `${authority}.crt`), '-CAkey', join(directory, `${authority}.key`)],
    ...['-subj', '/', '-addext', `subjectAltName=critical,URI:${spiffeId}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-addext', 'keyUsage=critical,digitalSignature,keyEncipherment'],
    ...['-addext', 'extendedKeyUsage=serverAuth,clientAuth'],
  ])
  const key = join(directory, `${name}.key`)
  await chown(key, PROXY_ID, PROXY_ID)
  await chmod(key, 0o400)
}

/** Makes a key and a certificate. Everybody may read the certificate; only root may read the key, as openssl makes it. */
async function openssl(directory: string, name: string, args: string[]): Promise<void> {
  const certificate = join(directory, `${name}.crt`)
  await run('openssl', [
    ...['req', '-x509', '-config', join(directory, 'request.cnf'), '-newkey', KEY, '-nodes', '-days', DAYS],
    ...['-keyout', join(directory, `${name}.key`), '-out', certificate],
    ...args,
  ])
  makeReadable(certificate)
}
