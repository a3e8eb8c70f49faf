/** The last lines that a program printed: for messages about it. */
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** A reason and what led to it, and still readable in a terminal. */
const LINES_KEPT = 15
/** Of a line that does not end; Envoy's longest are below. */
const MOST_CHARACTERS_OF_A_LINE = 4000

/** Remembers the last lines of these streams. The function gives them when it is called; '' where nothing was printed. */
export function keepLastLines(...streams: Readable[]): () => string {
  const kept: string[] = []
  const unfinished = streams.map(() => '')
  streams.forEach((stream, index) => {
    const decoder = new StringDecoder()
    stream.on('data', (chunk: Buffer) => {
      const lines = (unfinished[index]! + decoder.write(chunk)).split('\n')
      unfinished[index] = lines.pop()!.slice(-MOST_CHARACTERS_OF_A_LINE)
      kept.push(...lines.filter(Boolean))
      kept.splice(0, kept.length - LINES_KEPT)
    })
  })
  return () => [...kept, ...unfinished.filter(Boolean)].slice(-LINES_KEPT).join('\n')
}
