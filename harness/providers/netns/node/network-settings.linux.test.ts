import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, tryRun } from '../../../system/command.ts'
import { setSysctls } from '../../../system/network-namespace.ts'
import { requireNeed } from '../../../system/require-need.ts'
import { direct } from '../datapaths/direct/index.ts'
import { readNetworkSettings } from './network-settings.ts'
import { raiseNodeForTests, type NodeForTests } from '../testing/node-for-tests.ts'

const withEthtool = (await tryRun('ethtool', ['--version'])) !== null

describe.skipIf(await requireNeed('linux'))('network settings', () => {
  let node: NodeForTests
  beforeAll(async () => {
    node = await raiseNodeForTests(direct)
  })
  afterAll(async () => {
    expect(await node.down()).toEqual([])
  })

  it('are read back, the same in every pod', async () => {
    expect(await readNetworkSettings(node.site)).toMatchObject({
      'congestion control of routes': 'cubic',
      'congestion control of open connections': 'none',
      'net.ipv4.tcp_rmem': '4096 131072 6291456',
      'net.core.somaxconn': '4096',
      'MTU and queueing of pods': '1500 bytes, noqueue',
      'offloads of pods': withEthtool
        ? 'TSO on, GSO on, GRO off, checksums on'
        : 'not read: ethtool is not installed',
    })
  })

  it('tell a pod that differs', async () => {
    const { netns, address } = node.site.client
    const route = `default via 169.254.1.1 dev eth0 src ${address} congctl reno`
    await run('ip', ['-n', netns, 'route', 'replace', ...route.split(' ')])
    await setSysctls(netns, ['net.core.somaxconn=128'])
    expect(await readNetworkSettings(node.site)).toMatchObject({
      // There are four routes in each of four pods.
      'congestion control of routes': 'reno (1), cubic (15)',
      'net.core.somaxconn': '128 (1), 4096 (3)',
    })
  })
})
