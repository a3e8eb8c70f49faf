/** Says of a file what it is and whether it is valid. Reads no more than a file of hopbench may have, and changes nothing. */
import { isUtf8 } from 'node:buffer'
import { readBytes, type Bounds } from '../system/bounded-bytes.ts'
import { wholeLinesEnd } from '../results/torn-end.ts'
import { jsonKinds } from './json-kinds.ts'
import { found, wholeFile, type Findings, type Kind, type Source } from './kind.ts'
import { MOST_BYTES } from './limits.ts'
import { lineKinds } from './line-kinds.ts'
import { recognize } from './recognize.ts'
import { yamlKinds } from './yaml-kinds.ts'

export interface Validated extends Findings {
  file: string
  /** Null for a file of no known kind. */
  kind: string | null
  valid: boolean
}

const BOUNDS: Bounds = {
  mostBytes: MOST_BYTES,
  tooLarge: 'validate a part of it',
  folder: 'name the files in it',
  device: '`-` reads standard input',
}

/** Every kind that is known. */
export const kindsOfFiles = (): Kind[] => [...yamlKinds(), ...jsonKinds(), ...lineKinds()]

/** @param file path of a file */
export async function validateFile(file: string, kinds: readonly Kind[]): Promise<Validated> {
  let bytes: Buffer | undefined
  const unread = found(file, () => void (bytes = readBytes(file, BOUNDS)))
  return bytes
    ? validated({ file, isStandardInput: false, bytes }, kinds)
    : { file, kind: null, valid: false, ...unread }
}

/** @param name stands for the stream in messages; what it names may begin at its folder */
export async function validateStream(
  name: string,
  stream: AsyncIterable<Buffer>,
  kinds: readonly Kind[],
): Promise<Validated> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of stream) {
    parts.push(part)
    length += part.length
    if (length > MOST_BYTES)
      return {
        ...{ file: name, kind: null, valid: false },
        ...wholeFile(name, `has more than ${MOST_BYTES.toLocaleString('en')} bytes: ${BOUNDS.tooLarge}`),
      }
  }
  return validated({ file: name, isStandardInput: true, bytes: Buffer.concat(parts) }, kinds)
}

async function validated(read: Omit<Source, 'text'>, kinds: readonly Kind[]): Promise<Validated> {
  const { file, bytes } = read
  // The torn end of a file of records may end within a character.
  const whole = wholeLinesEnd(bytes)
  if (!isUtf8(bytes) && (whole === 0 || !isUtf8(bytes.subarray(0, whole))))
    return { file, kind: null, valid: false, ...wholeFile(file, 'is not text in UTF-8') }
  const source = { ...read, text: bytes.toString('utf8').replace(/^\uFEFF/, '') }
  const recognized = recognize(source, kinds)
  if (!('kind' in recognized)) return { file, kind: null, valid: false, ...recognized }
  const findings = await recognized.kind.check(source)
  return { file, kind: recognized.kind.name, valid: findings.problems.length === 0, ...findings }
}
