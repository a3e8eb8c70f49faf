/**
 * Datapath direct: pods call each other through plain routing, and names resolve to pod addresses. Every other datapath is
 * compared with it.
 */
import { run, tryRun } from '../../../../system/command.ts'
import { inNetns } from '../../../../system/network-namespace.ts'
import type { NetnsDatapath, NodeSite, Proof } from '../../datapath.ts'
import { description } from './describe.ts'

const FORWARDED = 'forwarded packets'
/** The node forwards at least one packet for a request and one for its answer. */
const LEAST_PACKETS_A_REQUEST = 2

export const direct: NetnsDatapath = {
  description,
  namesResolveTo: 'pod',
  install: (site) =>
    Promise.resolve({
      settings: { 'connection tracking': 'off' },
      claims: [
        {
          claim: 'every request and answer was forwarded by the node',
          where: 'node, IP layer',
          source: '/proc/net/snmp, ForwDatagrams',
          counter: FORWARDED,
          comparison: 'at least',
          expected: ({ requests, databases }) => {
            const counts = [
              ...Object.values(requests).flatMap((callers) => Object.values(callers)),
              ...Object.values(databases).flatMap(({ queries }) => Object.values(queries)),
            ]
            return counts.reduce((sum, count) => sum + count, 0) * LEAST_PACKETS_A_REQUEST
          },
        },
      ],
      readCounters: async () => ({ [FORWARDED]: await forwardedPackets(site.netns) }),
      prove: () => proveNothingInTheWay(site),
      kernelMemory: () => Promise.resolve({ bytes: 0, source: 'nothing is installed' }),
      seesNothing: 'the node has no rule that needs connections tracked, so its kernel tracks none',
    }),
}

/** Packets that the node has forwarded since it was created. */
async function forwardedPackets(netns: string): Promise<number> {
  const snmp = await run(...inNetns(netns, ['cat', '/proc/net/snmp']))
  const [names = [], values = []] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Ip:'))
    .map((line) => line.split(' '))
  return Number(values[names.indexOf('ForwDatagrams')])
}

/** Proves that there is no netfilter rule in either backend and no tracked connection. A baseline must not have these costs. */
async function proveNothingInTheWay({ netns }: NodeSite): Promise<Proof[]> {
  const saved = await Promise.all(
    ['nft', 'legacy'].map((backend) => tryRun(...inNetns(netns, [`iptables-${backend}-save`]))),
  )
  const rules = saved.flatMap((text) => (text ?? '').split('\n')).filter((line) => line.startsWith('-A'))
  const tracked = await tryRun(...inNetns(netns, ['cat', '/proc/sys/net/netfilter/nf_conntrack_count']))
  return [
    {
      kind: 'state',
      subject: {},
      claim: 'the node has no netfilter rules',
      where: 'node, all tables',
      expected: { text: '0 rules' },
      observed: { text: `${rules.length} rules` },
      holds: rules.length === 0,
      source: 'iptables-nft-save and iptables-legacy-save',
    },
    {
      kind: 'state',
      subject: {},
      claim: 'the node tracks no connections',
      where: 'node, conntrack',
      expected: { text: '0 connections' },
      observed: { text: `${tracked?.trim() ?? '0'} connections` },
      holds: (tracked?.trim() ?? '0') === '0',
      source: '/proc/sys/net/netfilter/nf_conntrack_count',
    },
  ]
}
