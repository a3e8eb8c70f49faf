import { expect, it } from 'vitest'
import { parsePodNetwork } from './network-settings.ts'

/**
 * Captured in a pod with iproute2 6.1 and ethtool 6.1, and shortened. The second socket has the flags that another kernel
 * prints.
 */
const PRINTED = [
  '[{"dst":"default","gateway":"169.254.1.1","dev":"eth0","flags":[],"metrics":[{"congestion":"cubic"}]},' +
    '{"dst":"169.254.1.1","dev":"eth0","scope":"link","flags":[]},' +
    '{"type":"local","dst":"127.0.0.1","dev":"lo","table":"local","flags":[]}]\n',
  '[{"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"qdisc":"noqueue"}]\n',
  '4096\t131072\t6291456\n4096\t16384\t4194304\n4096\n',
  'ESTAB 0      0      198.18.0.10:38388 198.18.0.12:8080\n\t cubic wscale:7,7 rto:204 rtt:0.056/0.03\n' +
    'ESTAB 0      0      198.18.0.10:38390 198.18.0.12:8080\n\t ts sack bbr wscale:7,7 rto:204 rtt:0.056/0.03\n',
  'Features for eth0:\ntx-checksumming: on\n\ttx-checksum-ipv4: off [fixed]\ntcp-segmentation-offload: off\n' +
    'generic-segmentation-offload: on\ngeneric-receive-offload: off\n',
]

it('reads what the kernel says of a pod', () => {
  expect(parsePodNetwork(PRINTED.join('\f'))).toEqual({
    routeCongestion: ['cubic', 'left to the host'],
    socketCongestion: ['cubic', 'bbr'],
    mtu: 1500,
    queueing: 'noqueue',
    sysctls: ['4096 131072 6291456', '4096 16384 4194304', '4096'],
    offloads: 'TSO off, GSO on, GRO off, checksums on',
  })
})

it('says so where ethtool is not installed', () => {
  expect(parsePodNetwork([...PRINTED.slice(0, -1), ''].join('\f')).offloads).toBe(
    'not read: ethtool is not installed',
  )
})
