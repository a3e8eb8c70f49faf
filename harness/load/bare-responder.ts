/** `node bare-responder.ts [port]`: answers every request with the same bytes. What the paced client costs by itself, its floor. */
import { createServer, type Server } from 'node:net'

const BODY = 'x'.repeat(512)
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
)
const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** Not listening yet. Knows no bodies and no pipelining: the client sends neither for a floor. */
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
