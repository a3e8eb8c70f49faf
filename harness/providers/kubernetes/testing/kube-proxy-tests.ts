/** Tests of kube-proxy's rules in a running cluster: the proof notices when calls take another path, or none. */
import { expect, test } from 'vitest'
import { TARGET_PORT } from '../../shared/ports.ts'
import { broken, brokenProofs } from './judge-arm.ts'
import type { ClusterForTests, RaisedArm } from './raise-arms.ts'

export interface KubeProxyContext {
  cluster: ClusterForTests
  raised: RaisedArm
}

const CLAIM = "Every connection to stock was translated by kube-proxy's rule"

export function testKubeProxy(here: () => KubeProxyContext): void {
  test('calls that another rule translates are answered, and the proof names the service', async () => {
    const { cluster, raised } = here()
    const namespace = raised.names.namespaceOf('stock')
    const { spec } = await cluster.api.core.readNamespacedService({ name: 'stock', namespace })
    const { address } = await raised.pod('stock')
    const rule = [
      ...['PREROUTING', '-p', 'tcp', '-d', spec!.clusterIP!, '-j', 'DNAT'],
      ...['--to-destination', `${address}:${TARGET_PORT}`],
    ]
    await cluster.onNode(['iptables', '-t', 'nat', '-I', ...rule])
    try {
      expect(broken(await raised.arm.verify())).toEqual([{ claim: CLAIM, where: 'stock', observed: '0' }])
    } finally {
      await cluster.onNode(['iptables', '-t', 'nat', '-D', ...rule])
    }
    expect(broken(await raised.arm.verify())).toEqual([])
  })

  test('emptied chains break the proof of their service', async () => {
    const { cluster, raised } = here()
    const pids = await cluster.processesOfNode('kube-proxy')
    const saved = await cluster.onNode(['iptables-save', '-t', 'nat'])
    const ofStock = `"${raised.names.namespaceOf('stock')}/stock:http`
    const lines = saved.split('\n').filter((line) => line.includes(ofStock))
    const chains = new Set(lines.flatMap((line) => /^-A (KUBE-(?:SVC|SEP)-\S+) /.exec(line)?.[1] ?? []))
    expect(chains.size).toBe(2)
    // kube-proxy is stopped, because it would restore the rules.
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    try {
      for (const chain of chains) await cluster.onNode(['iptables', '-t', 'nat', '-F', chain])
      const found = await brokenProofs(raised.arm)
      expect(found).toContainEqual({
        claim: 'stock answered every call of orders',
        where: 'stock',
        observed: '0 requests',
      })
      expect(found.map(({ where }) => where)).not.toContain('orders')
    } finally {
      await cluster.onNode(['iptables-restore'], `${saved}\n`)
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
    expect(broken(await raised.arm.verify())).toEqual([])
  })
}
