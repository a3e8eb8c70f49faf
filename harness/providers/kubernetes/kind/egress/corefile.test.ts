import { expect, test } from 'vitest'
import { withoutForwarding } from './corefile.ts'

/** The Corefile that kubeadm 1.33 writes. */
const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`

test('names of the cluster are answered as before, and no other name is forwarded', () => {
  expect(withoutForwarding(COREFILE)).toBe(`cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    reload
    loadbalance
}
.:53 {
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`)
})

test('doing it twice changes nothing', () => {
  expect(withoutForwarding(withoutForwarding(COREFILE))).toBe(withoutForwarding(COREFILE))
})

test('a Corefile with another layout loses only its forwarding, in a line or in a block', () => {
  const other = (forward: string) => `example.org {\n    errors\n${forward}    reload\n}\n`
  for (const forward of [
    '    forward . 10.0.0.53\n',
    '    forward . tls://10.0.0.53 {\n      tls_servername x\n    }\n',
  ])
    expect(withoutForwarding(other(forward))).toBe(other(''))
})
