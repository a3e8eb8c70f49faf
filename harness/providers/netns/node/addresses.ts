/** Addresses of pods and services, computed from the numbers of arm and pod, in the benchmark range 198.18.0.0/15 (RFC 2544). */

/** Pods have the addresses from 198.18.<arm>.10 on; the node has 198.18.<arm>.1. */
const FIRST_POD = 10
/** Addresses of filler services start above those of all arms. 64 arms with 240 pods each are more than a machine can run. */
const FIRST_FILLER_VIP = [198, 19, 64, 0] as const
const FIRST_FILLER_ENDPOINT = [198, 18, 64, 0] as const

export const POD_CIDR = '198.18.0.0/16'
/** Next hop of every pod. No interface has this address, as with Calico and Cilium. */
export const POD_GATEWAY = '169.254.1.1'
/** MAC of the node's end of every veth. */
export const NODE_MAC = 'ee:ee:ee:ee:ee:ee'

const at = (first: readonly [number, number, number, number], n: number): string => {
  const value = first[2] * 256 + first[3] + n
  return `${first[0]}.${first[1]}.${value >> 8}.${value & 255}`
}

export const nodeAddress = (arm: number): string => at([198, 18, arm, 1], 0)
export const podAddress = (arm: number, pod: number): string => at([198, 18, arm, FIRST_POD], pod)
/** The service address of the service whose pod has this number. */
export const serviceAddress = (arm: number, pod: number): string => at([198, 19, arm, FIRST_POD], pod)
export const fillerServiceAddress = (n: number): string => at(FIRST_FILLER_VIP, n)
export const fillerEndpointAddress = (n: number): string => at(FIRST_FILLER_ENDPOINT, n)
/** Locally administered MAC of a pod's end of its veth. */
export const podMac = (arm: number, pod: number): string =>
  `02:00:00:00:${arm.toString(16).padStart(2, '0')}:${(FIRST_POD + pod).toString(16).padStart(2, '0')}`
