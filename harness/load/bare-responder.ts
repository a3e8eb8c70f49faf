/**
 * `node bare-responder.ts [port]`: answers every request with the same bytes. Measures the paced client's own latency: its
 * floor.
 */
import { createServer, type Server } from 'node:net'

const BODY = 'x'.repeat(512)
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
)
const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * Returns a server that does not listen yet. It handles no request bodies and no pipelining, since the client sends neither
 * for a floor.
 */
export function createBareResponder(): Server {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('data', (chunk) => {
      if (chunk.subarray(-END_OF_HEAD.length).equals(END_OF_HEAD)) socket.write(ANSWER)
    })
    socket.on('error', () => socket.destroy())
  })
}

if (import.meta.main) {
  const server = createBareResponder()
  server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
    const address = server.address()
    console.log(`listening on 127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`)
  })
}
