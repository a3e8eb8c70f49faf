import { expect, it } from 'vitest'
import { countersOf } from './rules.ts'

const PORT = {
  name: 'shop/orders:http',
  protocol: 'tcp',
  clusterIp: '198.19.0.13',
  port: 80,
  endpoints: ['198.18.0.13:8080'],
} as const
const ports = [{ ...PORT, endpoints: [...PORT.endpoints] }]

/** Captured from `iptables-nft-save --counters --table nat` 1.8.9, without the rules of other services. */
const CAPTURED = `*nat
:PREROUTING ACCEPT [0:0]
:KUBE-SEP-3MKE533E7HTDQKUL - [0:0]
:KUBE-SEP-TLBDNPAXSNLDO3VS - [0:0]
[26:1895] -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
[0:0] -A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
[26:1895] -A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
[1:60] -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
[25:1835] -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
[1:60] -A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
[1:60] -A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
[1:60] -A KUBE-SEP-3MKE533E7HTDQKUL -s 198.18.0.13/32 -m comment --comment "shop/orders:http" -j KUBE-MARK-MASQ
[8:480] -A KUBE-SEP-3MKE533E7HTDQKUL -p tcp -m comment --comment "shop/orders:http" -m tcp -j DNAT --to-destination 198.18.0.13:8080
[18:1415] -A KUBE-SEP-TLBDNPAXSNLDO3VS -p udp -m comment --comment "kube-system/kube-dns:dns" -m udp -j DNAT --to-destination 198.18.0.11:53
[8:480] -A KUBE-SERVICES -d 198.19.0.13/32 -p tcp -m comment --comment "shop/orders:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-AIOWKCZMN5S45HKT
[8:480] -A KUBE-SVC-AIOWKCZMN5S45HKT -m comment --comment "shop/orders:http -> 198.18.0.13:8080" -j KUBE-SEP-3MKE533E7HTDQKUL
COMMIT
`

it('reads connections by service and masqueraded ones from iptables-save', () => {
  expect(countersOf(ports, CAPTURED)).toEqual({ 'translated to shop/orders:http': 8, masqueraded: 1 })
})

it('has no counter for a rule that is gone, which is not 0', () => {
  const flushed = CAPTURED.split('\n').filter((line) => !line.includes('DNAT'))
  expect(countersOf(ports, flushed.join('\n'))).toEqual({ masqueraded: 1 })
})
