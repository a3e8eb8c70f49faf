/** What the maps of policy, as they were read from the kernel, say of a new connection between pods: the look-up of bpf/datapath/policy.h. */
import type { PolicyMaps } from '../../../bpf/loader.ts'

export interface PodConnection {
  from: string
  to: string
  protocol: 'tcp' | 'udp'
  port: number
}

const EVERYBODY = 0
const PORT_BITS = 16

/**
 * Whether both ends let the connection pass.
 * @throws Error for a pod that the maps do not have
 */
export function allowedByMaps({ rules, pods }: PolicyMaps, { from, to, protocol, port }: PodConnection): boolean {
  if (from === to) return true
  const [source, destination] = [podOf(from), podOf(to)]
  return isAllowed(source.egress, destination.identity) && isAllowed(destination.ingress, source.identity)

  function podOf(name: string): PolicyMaps['pods'][number] {
    const pod = pods.find((one) => one.pod === name)
    if (pod === undefined) throw new Error(`the maps of policy have no pod ${name}`)
    return pod
  }

  function isAllowed(ruleSet: number, peer: number): boolean {
    return ruleSet === 0 || (longestMatch(ruleSet, peer) ?? longestMatch(ruleSet, EVERYBODY))?.allows === true
  }

  function longestMatch(ruleSet: number, peer: number): PolicyMaps['rules'][number] | undefined {
    return rules
      .filter((rule) => rule.ruleSet === ruleSet && rule.peer === peer && matches(rule))
      .toSorted((a, b) => lengthOf(b) - lengthOf(a))[0]
  }

  function matches(rule: PolicyMaps['rules'][number]): boolean {
    const shift = PORT_BITS - rule.portBits
    return (
      rule.protocol === 'any' || (rule.protocol === protocol && rule.port >> shift === port >> shift)
    )
  }
}

/** A rule for one protocol is longer than one for all. */
const lengthOf = ({ protocol, portBits }: PolicyMaps['rules'][number]): number =>
  protocol === 'any' ? -1 : portBits
