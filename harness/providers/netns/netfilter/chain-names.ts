/** Names of kube-proxy's chains: iptables allows 28 characters, so service and endpoint are hashed into 16. */
import { createHash } from 'node:crypto'

export type Protocol = 'tcp' | 'udp'

/** What kube-proxy calls a port of a service: `shop/orders:http`, or `shop/orders` where the port has no name. */
export const servicePortName = (namespace: string, name: string, port?: string): string =>
  `${namespace}/${name}${port ? `:${port}` : ''}`

/** The chain that spreads over a service's endpoints. */
export const serviceChain = (servicePort: string, protocol: Protocol): string =>
  `KUBE-SVC-${hash(servicePort + protocol)}`

/** The chain that translates to one endpoint, written `address:port`. */
export const endpointChain = (servicePort: string, protocol: Protocol, endpoint: string): string =>
  `KUBE-SEP-${hash(servicePort + protocol + endpoint)}`

/** RFC 4648. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** First 16 characters of the base32 form of the SHA-256 sum (kubernetes pkg/proxy/iptables/proxier.go, portProtoHash). */
function hash(text: string): string {
  // 16 characters of 5 bits are the first 10 bytes, 20 digits of hexadecimal.
  const firstBytes = createHash('sha256').update(text).digest('hex').slice(0, 20)
  const digits = BigInt(`0x${firstBytes}`).toString(32).padStart(16, '0')
  return Array.from(digits, (digit) => BASE32[Number.parseInt(digit, 32)]).join('')
}
