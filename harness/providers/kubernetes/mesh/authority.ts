/** Makes the certificates that a chart requires: a trust anchor, and an issuer below it that issues certificates in the cluster. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../../system/command.ts'
import type { Authority } from './schema.ts'

/** Long, because a kept cluster (--keep) outlives its run. */
const DAYS = '365'
/** ECDSA P-256, which Linkerd requires of all its certificates. */
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/**
 * Calls `use` with Helm arguments that set the chart's values to these certificates. The key of the trust anchor is deleted before
 * `use` is called, so that no further issuer can be signed. All other files are deleted when `use` has ended.
 */
export async function withAuthority<Result>(
  { anchorName, issuerName, set }: Authority,
  use: (helmArguments: string[]) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'hopbench-authority-'))
  const file = (name: string) => join(directory, name)
  const files = {
    'anchor certificate': file('anchor.crt'),
    'issuer certificate': file('issuer.crt'),
    'issuer key': file('issuer.key'),
  }
  try {
    // Without this configuration file the machine's openssl.cnf would add extensions.
    await writeFile(file('request.cnf'), '[req]\ndistinguished_name = name\n[name]\n')
    await makeCertificate(file, 'anchor', anchorName, '', [])
    const signedBy = ['-CA', file('anchor.crt'), '-CAkey', file('anchor.key')]
    await makeCertificate(file, 'issuer', issuerName, ',pathlen:0', signedBy)
    await rm(file('anchor.key'))
    return await use(
      Object.entries(set).flatMap(([value, part]) => ['--set-file', `${value}=${files[part]}`]),
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const makeCertificate = (
  file: (name: string) => string,
  name: string,
  commonName: string,
  pathLength: string,
  signedBy: string[],
) =>
  run('openssl', [
    ...['req', '-x509', '-config', file('request.cnf'), ...KEY, '-days', DAYS, '-subj', `/CN=${commonName}`],
    ...['-addext', `basicConstraints=critical,CA:TRUE${pathLength}`],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`), ...signedBy],
  ])
