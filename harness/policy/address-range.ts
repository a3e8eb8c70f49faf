/** Ranges of addresses: "10.0.0.0/8", "2001:db8::/32". */
import { BlockList, isIP } from 'node:net'

interface Range {
  base: string
  bits: number
  family: 'ipv4' | 'ipv6'
}

/** A range, or null for what is none. Bits below the mask may be set, as Kubernetes and Cilium allow. */
function rangeOf(text: string): Range | null {
  const [base = '', bits = '', ...rest] = text.split('/')
  const version = isIP(base)
  // A zone ("fe80::1%eth0") is of one machine and part of no range.
  if (version === 0 || base.includes('%') || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return null
  const most = version === 4 ? 32 : 128
  return Number(bits) > most ? null : { base, bits: Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' }
}

export const isCidr = (text: string): boolean => rangeOf(text) !== null

export const isAddress = (text: string): boolean => isIP(text) !== 0

/** A single address as a range: "10.0.0.1" is "10.0.0.1/32". Ranges stay as they are. */
export const asCidr = (text: string): string =>
  isIP(text) === 0 ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`

/** Whether a valid range contains an address. An address of the other family is in no range. */
export function contains(cidr: string, address: string): boolean {
  const range = rangeOf(cidr)
  const version = isIP(address)
  if (range === null || version === 0) return false
  const list = new BlockList()
  list.addSubnet(range.base, range.bits, range.family)
  // A range of IPv4 would also contain ::ffff:10.0.0.1, so the families are compared here.
  const family = version === 4 ? 'ipv4' : 'ipv6'
  return family === range.family && list.check(address, family)
}

/** Whether the inner range lies in the outer one and is smaller. */
export function isSmallerPart(outer: string, inner: string): boolean {
  const [out, within] = [rangeOf(outer), rangeOf(inner)]
  return out !== null && within !== null && within.bits > out.bits && contains(outer, within.base)
}

export const isIpv4 = (cidr: string): boolean => rangeOf(cidr)?.family === 'ipv4'
