/** Credentials, server names and proxies, as they occur in users' kubeconfig files. Each test uses real programs and servers. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { findProgram } from '../../../system/probes.ts'
import { rejectionOf } from '../../../testing/refusal.ts'
import { connect, type ClusterApi } from './connect.ts'
import { execIn } from './exec.ts'
import { atApi } from './failure.ts'
import { writeKubeconfig, writeProgram } from './testing/kubeconfig.ts'
import {
  CERTIFIED,
  deadPort,
  startApiServer,
  startProxy,
  type ApiServer,
  type CountingProxy,
} from './testing/local-servers.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopbench-connect-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const askVersion = (api: ClusterApi) => atApi('ask for the version', api.version.getCode())
const refusal = (file: string): Promise<string> => rejectionOf(askVersion(connect([file])))
const NOWHERE = { server: 'https://127.0.0.1:6443' }

describe('a credential program that gives no credentials is reported with program, user, PATH, and what to do', () => {
  const withProgram = (exec: object) =>
    refusal(
      writeKubeconfig(folder, 'eks', NOWHERE, {
        exec: { apiVersion: 'client.authentication.k8s.io/v1', ...exec },
      }),
    )

  test('a program that is not on the PATH, with its install hint', async () => {
    const message = await withProgram({
      command: 'aws-of-nobody',
      installHint: 'Install it from\nhttps://x.invalid',
    })
    expect(message).toContain(
      `the program \`aws-of-nobody\`, which the kubeconfig’s user eks takes credentials from, was not found; PATH is ${process.env['PATH']!}\n  → install it, or put its folder on the PATH; the install hint in the kubeconfig says: Install it from\nhttps://x.invalid`,
    )
    expect(message).not.toContain('API server')
  })

  test('a program that fails, with its own message and how to run it', async () => {
    const command = writeProgram(folder, 'gcloud', 'echo "no account of $1 is logged in" >&2; exit 3')
    const message = await withProgram({ command, args: ['mine'] })
    expect(message).toMatch(
      /user eks takes credentials from, failed: no account of mine is logged in\nHOME is .*, PATH is /,
    )
    expect(message).toContain(`\n  → run it by hand: \`${command} mine\``)
  })

  test('a program whose answer is not an ExecCredential', async () => {
    const command = writeProgram(folder, 'chatty', 'echo "please log in"')
    expect(await withProgram({ command })).toMatch(
      /gives no credentials for the kubeconfig’s user eks.*\n {2}→ run it/s,
    )
  })

  test.runIf(process.getuid?.() === 0)('to root, what sudo has done to PATH and HOME', async () => {
    expect(await withProgram({ command: 'aws-of-nobody' })).toContain('sudo resets PATH and HOME')
  })

  test('a missing certificate file is named with the user', async () => {
    const file = writeKubeconfig(folder, 'files', NOWHERE, {
      'client-certificate': 'no.pem',
      'client-key': 'no.key',
    })
    expect(await refusal(file)).toMatch(
      /user files cannot be used: .*no\.pem.*\n {2}→ correct the kubeconfig/,
    )
  })
})

describe('an unreachable server is named, with what to do', () => {
  test('with a name that does not resolve', async () => {
    const file = writeKubeconfig(folder, 'away', { server: `https://${CERTIFIED}:6443` })
    expect(await refusal(file)).toMatch(
      new RegExp(
        `^could not ask for the version: no answer from https://${CERTIFIED}:6443 \\(cluster away\\): .*(ENOTFOUND|EAI_AGAIN).*${CERTIFIED}\n {2}→ the name does not resolve`,
      ),
    )
  })

  test('on a port without a listener, with a note that the proxy of the environment is not used', async () => {
    const port = await deadPort()
    const file = writeKubeconfig(folder, 'down', { server: `https://127.0.0.1:${port}` })
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.invalid:3128')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(await refusal(file)).toMatch(
      new RegExp(
        `no answer from https://127.0.0.1:${port} \\(cluster down\\): connect ECONNREFUSED .*→ is the API server up.*HTTPS_PROXY is set, but .*proxy-url`,
        's',
      ),
    )
  })

  test('behind a proxy-url that is dead', async () => {
    const proxy = `http://127.0.0.1:${await deadPort()}`
    const file = writeKubeconfig(folder, 'behind', { server: 'https://127.0.0.1:6443', 'proxy-url': proxy })
    expect(await refusal(file)).toMatch(
      new RegExp(
        `\\(cluster behind\\) through its proxy-url ${proxy}: .*ECONNREFUSED.*→ is the proxy up`,
        's',
      ),
    )
  })
})

describe.skipIf(findProgram('openssl') === null)('a server that is there', () => {
  let server: ApiServer
  let proxy: CountingProxy
  beforeAll(async () => {
    server = await startApiServer()
    proxy = await startProxy()
  })
  afterAll(() => {
    server.close()
    proxy.close()
  })
  beforeEach(() => {
    server.requests.length = 0
    proxy.asked.length = 0
  })
  const cluster = (more: object = {}) => ({
    server: server.url,
    'certificate-authority': server.authority,
    'tls-server-name': CERTIFIED,
    ...more,
  })
  const runThere = (api: ClusterApi) => execIn(api, { namespace: 'a', pod: 'b', container: 'c' }, ['true'])

  test('is asked by the name that tls-server-name gives, without a proxy', async () => {
    const api = connect([writeKubeconfig(folder, 'named', cluster(), { token: 'secret' })])
    expect((await askVersion(api)).gitVersion).toBe('v1.33.4')
    await runThere(api)
    expect(server.requests.map(({ serverName }) => serverName)).toEqual([CERTIFIED, CERTIFIED])
    expect(server.requests[0]!.authorization).toBe('Bearer secret')
    expect(proxy.asked).toEqual([])
  })

  test('is asked through the proxy-url of the kubeconfig, requests and streams alike', async () => {
    const api = connect([writeKubeconfig(folder, 'tunnelled', cluster({ 'proxy-url': proxy.url }))])
    expect((await askVersion(api)).gitVersion).toBe('v1.33.4')
    await runThere(api)
    expect(server.requests.map(({ serverName }) => serverName)).toEqual([CERTIFIED, CERTIFIED])
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`, `127.0.0.1:${server.port}`])
  })

  test('reports a certificate for another name', async () => {
    const file = writeKubeconfig(folder, 'wrong', cluster({ 'tls-server-name': 'other.invalid' }))
    expect(await refusal(file)).toMatch(
      /\(cluster wrong\): .*(altname|ALTNAME).*→ the certificate-authority or tls-server-name of the cluster wrong in the kubeconfig/s,
    )
  })

  test('gets the token of a program, which runs once for all requests, and again when the token expires', async () => {
    const log = join(folder, 'asked.log')
    const expiring = writeProgram(
      folder,
      'token',
      `echo "$KUBERNETES_EXEC_INFO $ROLE" >> '${log}'
echo '{"kind":"ExecCredential","status":{"token":"of-a-program","expirationTimestamp":"'$EXPIRES'"}}'`,
    )
    const askedWith = async (name: string, expires: string) => {
      rmSync(log, { force: true })
      const env = [
        { name: 'ROLE', value: 'reader' },
        { name: 'EXPIRES', value: expires },
      ]
      // The path is relative to the folder of the kubeconfig, as in kubectl.
      const exec = { apiVersion: 'client.authentication.k8s.io/v1beta1', command: './token', env }
      const api = connect([writeKubeconfig(folder, name, cluster(), { exec })])
      await Promise.all([askVersion(api), askVersion(api)])
      await askVersion(api)
      return readFileSync(log, 'utf8').trim().split('\n')
    }
    expect(expiring).toBe(join(folder, 'token'))
    const once = await askedWith('lasting', '2100-01-01T00:00:00Z')
    expect(once).toEqual([
      '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{"interactive":false}} reader',
    ])
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(
      Array(3).fill('Bearer of-a-program'),
    )
    expect((await askedWith('expired', '2020-01-01T00:00:00Z')).length).toBeGreaterThan(1)
  })

  test('is asked directly, and so is 127.0.0.1, although the environment names proxies', async () => {
    const file = writeKubeconfig(folder, 'surrounded', cluster())
    const path = (module: string) => JSON.stringify(join(import.meta.dirname, module))
    const script = `
      import { createServer, get } from 'node:http'
      const { takeNoProxy } = await import(${path('../../../system/own-connections.ts')})
      const { connect } = await import(${path('connect.ts')})
      takeNoProxy()
      console.log((await connect([${JSON.stringify(file)}]).version.getCode()).gitVersion)
      const own = createServer((_, response) => response.end('own')).listen(0, '127.0.0.1', () =>
        get({ host: '127.0.0.1', port: own.address().port }, async (answer) => {
          console.log((await answer.toArray()).join(''))
          process.exit()
        }))`
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      {
        env: {
          ...Object.fromEntries(names.map((name) => [name, proxy.url])),
          NODE_USE_ENV_PROXY: '1',
          NO_PROXY: '',
        },
      },
    )
    expect(stdout).toBe('v1.33.4\nown\n')
    expect(proxy.asked).toEqual([])
  })
})
