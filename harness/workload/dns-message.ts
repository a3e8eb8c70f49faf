/** The part of the DNS message format (RFC 1035, 4.1) that a probe needs. */

/** Encodes a query for the A records of a name, with recursion desired. */
export function encodeQuery(id: number, name: string): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE(0x0100, 2)
  header.writeUInt16BE(1, 4)
  const labels = name
    .split('.')
    .filter(Boolean)
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'ascii')]))
  // Root label, type A, class IN.
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1])])
}

/** The reply's code (0 is success), or null when the message is no reply to the query with this id. */
export function readAnswer(message: Buffer, id: number): number | null {
  if (message.length < 12 || message.readUInt16BE(0) !== id) return null
  const flags = message.readUInt16BE(2)
  const isReply = (flags & 0x8000) !== 0
  return isReply ? flags & 0x000f : null
}
