/** Names of kube-proxy's chains. iptables allows 28 characters, so kube-proxy hashes service and endpoint into 16. */
import { createHash } from 'node:crypto'

export type Protocol = 'tcp' | 'udp'

/** kube-proxy's name of a service port: `shop/orders:http`, or `shop/orders` for a port without a name. */
export const servicePortName = (namespace: string, name: string, port?: string): string =>
  `${namespace}/${name}${port ? `:${port}` : ''}`

/** The chain that spreads connections over a service's endpoints. */
export const serviceChain = (servicePort: string, protocol: Protocol): string =>
  `KUBE-SVC-${hash(servicePort + protocol)}`

/** The chain that translates to one endpoint. @param endpoint `address:port` */
export const endpointChain = (servicePort: string, protocol: Protocol, endpoint: string): string =>
  `KUBE-SEP-${hash(servicePort + protocol + endpoint)}`

/** Alphabet of base32 (RFC 4648). */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** First 16 characters of the SHA-256 sum in base32 (kubernetes pkg/proxy/iptables/proxier.go, portProtoHash). */
function hash(text: string): string {
  // 16 characters of 5 bits each are the first 10 bytes, or 20 hexadecimal digits.
  const firstBytes = createHash('sha256').update(text).digest('hex').slice(0, 20)
  const digits = BigInt(`0x${firstBytes}`).toString(32).padStart(16, '0')
  return Array.from(digits, (digit) => BASE32[Number.parseInt(digit, 32)]).join('')
}
