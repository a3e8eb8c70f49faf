/** Lists the colours of a PNG. It reads only what a browser writes: 8 bits a channel, not interlaced. */
import { inflateSync } from 'node:zlib'

const SIGNATURE = 8
/** Channels by colour type: RGB and RGBA. A picture with a palette (type 3) has too few colours and is refused. */
const CHANNELS: Record<number, number> = { 2: 3, 6: 4 }

/** Colours as "#rrggbb". @throws Error for a PNG of another kind. */
export function pngColours(png: Buffer): Set<string> {
  const parts: Buffer[] = []
  let [width, height, channels] = [0, 0, 0]
  for (let at = SIGNATURE; at < png.length;) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') {
      ;[width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)]
      const [bits, colourType] = [data[8]!, data[9]!]
      channels = CHANNELS[colourType] ?? 0
      if (bits !== 8 || channels === 0)
        throw new Error(`a PNG of colour type ${colourType} with ${bits} bits`)
    }
    if (type === 'IDAT') parts.push(data)
    at += length + 12
  }
  return coloursOf(inflateSync(Buffer.concat(parts)), width, height, channels)
}

/** Undoes the filter of each line (PNG specification, chapter 9) and collects the colours. */
function coloursOf(lines: Buffer, width: number, height: number, channels: number): Set<string> {
  const stride = width * channels
  const colours = new Set<number>()
  let above: Uint8Array = new Uint8Array(stride)
  for (let row = 0; row < height; row++) {
    const start = row * (stride + 1)
    const line = Uint8Array.from(lines.subarray(start + 1, start + 1 + stride))
    unfilter(lines[start]!, line, above, channels)
    for (let at = 0; at < stride; at += channels)
      colours.add((line[at]! << 16) | (line[at + 1]! << 8) | line[at + 2]!)
    above = line
  }
  return new Set([...colours].map((colour) => `#${colour.toString(16).padStart(6, '0')}`))
}

function unfilter(filter: number, line: Uint8Array, above: Uint8Array, channels: number): void {
  for (let at = 0; at < line.length; at++) {
    const left = at < channels ? 0 : line[at - channels]!
    const up = above[at]!
    const upLeft = at < channels ? 0 : above[at - channels]!
    const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter]!
    line[at] = line[at]! + predicted
  }
}

/** Whichever neighbour is nearest to left + up − upper left. */
function paeth(left: number, up: number, upLeft: number): number {
  const [byLeft, byUp, byBoth] = [
    Math.abs(up - upLeft),
    Math.abs(left - upLeft),
    Math.abs(left + up - 2 * upLeft),
  ]
  if (byLeft <= byUp && byLeft <= byBoth) return left
  return byUp <= byBoth ? up : upLeft
}
