import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../../system/command.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { TARGET_PORT } from '../../datapath.ts'
import { raiseNodeForTests, type NodeForTests } from '../../testing/node-for-tests.ts'
import { direct } from './index.ts'

describe.skipIf(await requireNeed('linux'))('direct', () => {
  let node: NodeForTests
  beforeAll(async () => {
    node = await raiseNodeForTests(direct)
  })
  afterAll(async () => {
    expect(await node.down()).toEqual([])
  })

  /** Pages come from a service here, not from the client: what the services count by caller is another test's. */
  const failed = async () =>
    (await node.prove('orders.shop', TARGET_PORT))
      .filter(({ holds, source }) => !holds && !source.includes("service's own"))
      .map(({ where }) => where)

  it('carries calls of a name to the pod', async () => {
    expect(await node.service('front').probeHttp('orders.shop', TARGET_PORT)).toBe('200')
  })

  it('counts what the node forwards', async () => {
    const before = await node.datapath.readCounters()
    await node.service('front').probeHttp('orders.shop', TARGET_PORT)
    const after = await node.datapath.readCounters()
    expect(after['forwarded packets']).toBeGreaterThan(before['forwarded packets']!)
  })

  it('proves its claims', async () => {
    expect(await failed()).toEqual([])
  })

  it('fails its proof by name when rules or connection tracking get in the way', async () => {
    const rule = ['FORWARD', '-m', 'conntrack', '--ctstate', 'INVALID', '-j', 'DROP']
    await run('nsenter', [`--net=/run/netns/${node.site.netns}`, 'iptables-nft', '-A', ...rule])
    expect(await failed()).toEqual(expect.arrayContaining(['node, all tables', 'node, conntrack']))
  })
})
