/** Ranges of IPv4 addresses, as "10.0.0.0/8". */

export interface Cidr {
  /** The first address, as a number. */
  network: number
  /** How many leading bits all addresses of the range share. */
  bits: number
}

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const WRITTEN = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(3[0-2]|[12]?\\d))?$`)

/** Reads "10.1.2.3/8", whose further bits are ignored, or a single address. @throws Error for anything else. */
export function parseCidr(written: string): Cidr {
  const match = WRITTEN.exec(written)
  if (!match) throw new Error(`${written} is no range of IPv4 addresses such as 10.0.0.0/8`)
  const address = match.slice(1, 5).reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const bits = Number(match[5] ?? 32)
  return { network: address - (address % 2 ** (32 - bits)), bits }
}

/** Whether every address of `inner` belongs to `outer`. */
export const isWithin = (inner: Cidr, outer: Cidr): boolean =>
  inner.bits >= outer.bits && inner.network - (inner.network % 2 ** (32 - outer.bits)) === outer.network

export const writtenCidr = ({ network, bits }: Cidr): string =>
  `${[24, 16, 8, 0].map((shift) => (network >>> shift) & 255).join('.')}/${bits}`
