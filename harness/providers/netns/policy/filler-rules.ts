/** Rules that match nobody: they make the tables of a policy larger, as filler services do for the tables of services. */
import type { PeerRule } from '../../../policy/compiled.ts'
import { TARGET_PORT } from '../datapath.ts'

/** 10.0.0.0/8: no pod, service or node of hopbench has an address in it, and a pod reaches nothing outside of its node. */
const FIRST_ADDRESS = 10 * 2 ** 24

/** Each allows calls by one address. All pods share the addresses, as the rules of a team name the same peers. */
export const fillerRules = (count: number): PeerRule[] =>
  Array.from({ length: count }, (_, n) => {
    const address = FIRST_ADDRESS + n + 1
    const dotted = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
    return {
      verdict: 'allow',
      peer: { kind: 'cidr', cidr: `${dotted}/32`, except: [] },
      protocol: 'TCP',
      ports: { from: TARGET_PORT, to: TARGET_PORT },
      policy: { kind: 'FillerPolicy', namespace: 'default', name: 'nobody' },
    }
  })
