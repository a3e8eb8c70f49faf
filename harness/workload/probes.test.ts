import { createSocket, type Socket } from 'node:dgram'
import { expect, test } from 'vitest'
import { startLoopbackServer } from '../load/testing/loopback-server.ts'
import { probeDns } from './probe-dns.ts'
import { probeHttp } from './probe-http.ts'
import { startServiceProgram } from './testing/service-program.ts'

test.each([
  ['answer', '200'],
  ['answer 503', '503'],
  ['reset', 'ECONNRESET'],
  ['hang', 'timeout'],
] as const)('an HTTP probe of a server that should %s says %s', async (behaviour, outcome) => {
  await using server = await startLoopbackServer(() => behaviour)
  const probe = { host: '127.0.0.1', port: server.port, timeoutMs: 200 }
  expect(await probeHttp(probe, 'orders')).toBe(outcome)
  expect(server.requests[0]?.headers['x-hopbench-caller']).toBe('orders')
})

/** A DNS server on loopback that answers each query with the messages that `reply` returns. */
async function startDnsServer(reply: (query: Buffer) => Buffer[]) {
  const socket: Socket = createSocket('udp4')
  const names: string[] = []
  socket.on('message', (query, { port, address }) => {
    names.push(query.subarray(12, -4).toString('latin1'))
    for (const message of reply(query)) socket.send(message, port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { port: socket.address().port, names, [Symbol.dispose]: () => socket.close() }
}

/** Makes a reply with this code from a query. */
function replyTo(query: Buffer, rcode: number): Buffer {
  const message = Buffer.from(query)
  message.writeUInt16BE(0x8180 | rcode, 2)
  return message
}

test.each(['connected', 'unconnected'] as const)(
  'a DNS probe from a %s socket says who answered',
  async (mode) => {
    using server = await startDnsServer((query) => [replyTo(query, 0)])
    const probe = { address: '127.0.0.1', port: server.port, name: 'orders.shop', mode, timeoutMs: 500 }
    expect(await probeDns(probe)).toBe('answered from 127.0.0.1')
    expect(server.names).toEqual(['\x06orders\x04shop\x00'])
  },
)

test('a DNS probe tells a refusal by its code', async () => {
  using server = await startDnsServer((query) => [replyTo(query, 3)])
  const probe = { address: '127.0.0.1', port: server.port, name: 'none', timeoutMs: 500 }
  expect(await probeDns({ ...probe, mode: 'connected' })).toBe('rcode 3 from 127.0.0.1')
})

test('a DNS probe does not take a reply to something else for its own', async () => {
  using server = await startDnsServer((query) => {
    const stranger = replyTo(query, 0)
    stranger.writeUInt16BE(query.readUInt16BE(0) ^ 1, 0)
    return [stranger, Buffer.from('short'), query]
  })
  const probe = { address: '127.0.0.1', port: server.port, name: 'orders', timeoutMs: 200 }
  expect(await probeDns({ ...probe, mode: 'unconnected' })).toBe('timeout')
})

test('nobody at the address: refused where the socket is connected, silence where it is not', async () => {
  const server = await startDnsServer(() => [])
  server[Symbol.dispose]()
  const probe = { address: '127.0.0.1', port: server.port, name: 'orders', timeoutMs: 200 }
  expect(await probeDns({ ...probe, mode: 'connected' })).toBe('ECONNREFUSED')
  expect(await probeDns({ ...probe, mode: 'unconnected' })).toBe('timeout')
})

test('a service probes for the harness over its control endpoint, which names its commands', async () => {
  await using server = await startLoopbackServer()
  using dns = await startDnsServer((query) => [replyTo(query, 0)])
  await using service = await startServiceProgram()
  const http = { host: '127.0.0.1', port: server.port, timeoutMs: 500 }
  expect(await service.command('/probe-http', http)).toEqual({ outcome: '200' })
  const query = { address: '127.0.0.1', port: dns.port, name: 'a', mode: 'connected', timeoutMs: 500 }
  expect(await service.command('/probe-dns', query)).toEqual({ outcome: 'answered from 127.0.0.1' })
  expect((await service.command('/nonsense'))['error']).toMatch(/GET \/stats, POST \/close-idle/)
})
