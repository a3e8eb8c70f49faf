/**
 * `node print-file.ts <path>`: prints the file's bytes on stdout and `{"bytes":n,"sha256":"…"}` as a line on stderr. The
 * harness fetches raw samples out of a pod with it, and checks with this line that all bytes arrived.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error('usage: node print-file.ts <path>')
  process.exit(2)
}

const hash = createHash('sha256')
let bytes = 0
try {
  await pipeline(
    createReadStream(path),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    process.stdout,
  )
  console.error(JSON.stringify({ bytes, sha256: hash.digest('hex') }))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
