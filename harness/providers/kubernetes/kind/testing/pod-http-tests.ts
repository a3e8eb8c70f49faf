/** Tests of HTTP by port-forward, against servers in a pod that answer, hang up and keep silent. */
import { expect, test } from 'vitest'
import type { ClusterApi } from '../../api/connect.ts'
import { startExec } from '../../api/exec.ts'
import { rejectionOf } from '../../../../testing/refusal.ts'
import { podHttp } from '../../api/pod-http.ts'
import { NAMESPACE } from './test-pods.ts'

/** Closes connections on 9001, is silent on 9002, closes every other connection on 9003. The program ends with its exec connection. */
const SERVERS = `
  process.stdin.on('end', () => process.exit()).resume()
  const { createServer } = require('node:net')
  const answer = 'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nhello'
  let connections = 0
  createServer((socket) => socket.end()).listen(9001, '127.0.0.1')
  createServer(() => undefined).listen(9002, '127.0.0.1')
  createServer((socket) => socket.end(++connections % 2 === 1 ? '' : answer)).listen(9003, '127.0.0.1', () =>
    console.log('listening'),
  )`

export function testPodHttp(api: () => ClusterApi): void {
  test('a port that closes connections, is silent or has no listener gives a clear error; a lost GET is sent once more', async () => {
    const where = { namespace: NAMESPACE, pod: 'probe', container: 'app' }
    const servers = await startExec(api(), where, ['node', '-e', SERVERS])
    try {
      await new Promise((listening) => servers.stdout.once('data', listening))
      const ask = (method: 'GET' | 'POST', port: number) =>
        podHttp(
          api(),
          { namespace: NAMESPACE, pod: 'probe', port },
          method,
          '/x',
          method === 'GET' ? undefined : {},
        )
      expect(await rejectionOf(ask('GET', 9001))).toMatch(
        /^GET \/x at hopbench-test\/probe:9001: the connection was closed without an answer\n {2}→ /,
      )
      expect(await ask('GET', 9003)).toBe('hello')
      await expect(ask('POST', 9003)).rejects.toThrow(/without an answer/)
      await expect(ask('POST', 9002)).rejects.toThrow(/no answer within 10000 ms/)
      // In one of some hundred cases the refusal comes before the request was sent.
      for (let time = 0; time < 30; time++) await expect(ask('GET', 9004)).rejects.toThrow(/refused/)
    } finally {
      servers.close()
    }
  })
}
