/** Keeps the last output lines of a program, for error messages. */
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Enough lines to show a reason and what led to it, few enough to read in a terminal. */
const LINES_KEPT = 15
/** A longer line is cut, since a line might never end. Envoy's longest lines are shorter. */
const MOST_CHARACTERS_OF_A_LINE = 4000

/** Keeps the last lines of these streams. Returns a function that gives them; '' when nothing was printed. */
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
