/** For tests: tries what a case of AuthorizationPolicy is about at the Envoy of the cases, with the identity of the caller. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Attempt } from '../../../../../policy/attempt.ts'
import { podOf } from '../../../../../policy/world.ts'
import type { CertificateFiles } from '../../../identity/certificates.ts'
import { addressOf, type WireCase } from './envoy-of-cases.ts'

const TIMEOUT_MS = 5000

/** How the attempt ended: "ALLOW", "403", "RESET", or what else was seen. */
export function tryInCase(
  one: WireCase,
  attempt: Attempt,
  certificateOf: (pod: string) => CertificateFiles,
): Promise<string> {
  const { from, http, port } = attempt
  if (from.kind !== 'pod') throw new Error('cases of sidecars are about calls of pods')
  const caller = podOf(one.world, from.pod)
  const where = { host: addressOf(one, attempt), port: port!, localAddress: caller.address }
  const open = (): Socket => {
    if (caller.mesh === null) return connectTcp(where)
    const { authority, certificate, key } = certificateOf(from.pod)
    const [ca, cert, secret] = [authority, certificate, key].map((file) => readFileSync(file))
    return connectTls({
      ...{ socket: connectTcp(where), ca, cert, key: secret },
      // The proxy's certificate names an identity, not a host.
      checkServerIdentity: () => undefined,
      ALPNProtocols: http ? ['istio-http/1.1', 'istio', 'http/1.1'] : ['istio-peer-exchange', 'istio'],
    })
  }
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), TIMEOUT_MS)
    const end = (seen: string) => {
      clearTimeout(timer)
      resolve(seen)
    }
    const failed = ({ code, message }: NodeJS.ErrnoException) =>
      end(code === 'ECONNRESET' || code === 'EPIPE' ? 'RESET' : (code ?? message))
    if (http) {
      const { method, path, host, headers } = http
      const outgoing = request({ method, path, headers: { ...headers, host }, createConnection: open })
      outgoing.on('response', (answer) => {
        answer.resume()
        end(answer.statusCode === 200 ? 'ALLOW' : String(answer.statusCode))
      })
      outgoing.on('error', failed)
      outgoing.end()
      return
    }
    const socket = open()
    socket.on('error', failed)
    socket.on('data', () => {
      end('ALLOW')
      socket.destroy()
    })
    socket.on('close', () => end('RESET'))
    socket.write('are you there?')
  })
}
