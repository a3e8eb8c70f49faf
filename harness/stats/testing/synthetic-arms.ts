/** The arms of a synthetic run: what each of them truly costs. */
import type { ArmRecord, Seeing } from '../../results/record.ts'
import type { SyntheticCost } from './synthetic-trial.ts'

export interface SyntheticArm extends Partial<SyntheticCost> {
  name: string
  role?: ArmRecord['role']
  datapath?: string
  fillerServices?: number
  policyRules?: number
  /** What it makes visible; as its datapath does by itself where absent. */
  seeing?: Seeing
  /** What its source counted: events of a page, bytes of an event, and events lost in each window. */
  seen?: { perPage: number; bytes: number; lost: number }
  against?: string
  within?: string
  modelledBy?: string
}

/** What an arm costs where it says nothing else. */
export const DIRECT: SyntheticCost = {
  p50Us: 900,
  shape: 0.15,
  connectUs: 120,
  lagUs: 550,
  appCpuUs: 540,
  proxyCpuUs: 0,
  proxies: 0,
  proxyBytes: 0,
  kernelBytes: 0,
  controlPlaneUsPerSecond: 0,
  controlPlaneBytes: 0,
  capacityPerSecond: 2400,
  saturatedBusyShare: 0.97,
  saturatingConnections: 32,
  transportUs: 17,
  appUs: 240,
}

/** Default arms, in the order of magnitude that the spikes saw for three hops at 200 pages a second. */
export const SYNTHETIC_ARMS: SyntheticArm[] = [
  { name: 'direct', role: 'baseline' },
  { name: 'direct-twin', role: 'twin', datapath: 'direct' },
  {
    name: 'kube-proxy-iptables',
    p50Us: 925,
    transportUs: 25,
    connectUs: 150,
    appCpuUs: 565,
    kernelBytes: 2e5,
    capacityPerSecond: 2300,
  },
  {
    name: 'sidecar',
    p50Us: 2700,
    transportUs: 610,
    appUs: 270,
    shape: 0.2,
    connectUs: 210,
    appCpuUs: 600,
    proxyCpuUs: 1900,
    proxies: 4,
    proxyBytes: 108e6,
    capacityPerSecond: 640,
  },
  {
    name: 'sidecar-mtls',
    p50Us: 2950,
    transportUs: 670,
    appUs: 270,
    shape: 0.2,
    connectUs: 215,
    appCpuUs: 600,
    proxyCpuUs: 2150,
    proxies: 4,
    proxyBytes: 121e6,
    capacityPerSecond: 560,
  },
  {
    name: 'ebpf',
    p50Us: 912,
    transportUs: 14,
    connectUs: 135,
    appCpuUs: 555,
    kernelBytes: 6e6,
    capacityPerSecond: 2350,
  },
]
