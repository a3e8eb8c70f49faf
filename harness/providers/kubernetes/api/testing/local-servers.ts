/** For tests: an API server with a certificate, and a proxy that counts its requests. Both listen on loopback and end with the test. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../../../system/command.ts'

export interface ApiServer {
  url: string
  port: number
  /** File with its certificate, which is self-signed and so its own authority. */
  authority: string
  /** The requests it got, with the server name that the client asked for (SNI) and the credentials. */
  requests: { path: string; serverName: string; authorization: string | undefined }[]
  close(): void
}

/** The name in the certificate. No resolver knows this name. */
export const CERTIFIED = 'api.hopbench.invalid'

/** Answers every GET with a version, and every exec with success. */
export async function startApiServer(): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-api-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...[
      '-keyout',
      key,
      '-out',
      cert,
      '-subj',
      `/CN=${CERTIFIED}`,
      '-addext',
      `subjectAltName=DNS:${CERTIFIED}`,
    ],
  ])
  const requests: ApiServer['requests'] = []
  const server = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    note(request.url, request.socket, request.headers.authorization)
    response.setHeader('Content-Type', 'application/json')
    response.end('{"major":"1","minor":"33","gitVersion":"v1.33.4"}')
  })
  const note = (path = '', socket: object, authorization?: string) =>
    void requests.push({
      path,
      serverName: 'servername' in socket ? String(socket.servername) : '',
      authorization,
    })
  server.on('upgrade', (request, socket: Socket) => {
    note(request.url, socket, request.headers.authorization)
    socket.on('error', () => undefined)
    socket.write(handshake(request.headers['sec-websocket-key'] ?? ''))
    socket.write(frame(STATUS_CHANNEL, '{"status":"Success"}'))
  })
  const port = await listen(server)
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    authority: cert,
    requests,
    close() {
      end(server)
      rmSync(folder, { recursive: true })
    },
  }
}

export interface CountingProxy {
  url: string
  /** The "host:port" of each tunnel that was requested, and the path of each plain request. */
  asked: string[]
  close(): void
}

/** Opens every tunnel to 127.0.0.1, whatever the host name: the port identifies the server. */
export async function startProxy(): Promise<CountingProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createHttp((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(502).end()
  })
  server.on('connect', (request, client: Socket, head: Buffer) => {
    asked.push(request.url ?? '')
    const there = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      there.write(head)
      there.pipe(client).pipe(there)
    })
    for (const socket of [there, client]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
  })
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    asked,
    close() {
      for (const socket of sockets) socket.destroy()
      end(server)
    },
  }
}

/** A port of 127.0.0.1 without a listener. */
export async function deadPort(): Promise<number> {
  const server = createHttp()
  const port = await listen(server)
  end(server)
  return port
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )

function end(server: Server): void {
  server.close()
  server.closeAllConnections()
}

/** A WebSocket handshake (RFC 6455) with the subprotocol of Kubernetes streams. */
const STATUS_CHANNEL = 3
const handshake = (key: string): string =>
  [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')}`,
    'Sec-WebSocket-Protocol: v4.channel.k8s.io',
    '\r\n',
  ].join('\r\n')
function frame(channel: number, text: string): Buffer {
  const payload = Buffer.concat([Buffer.from([channel]), Buffer.from(text)])
  return Buffer.concat([Buffer.from([0x82, payload.length]), payload])
}
