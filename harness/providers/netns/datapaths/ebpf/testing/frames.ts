/** For tests: builds Ethernet frames that no socket would send, and sends them from a pod. */
import { bpfFile } from '../../../../../system/bpf-files.ts'
import { run } from '../../../../../system/command.ts'
import { NODE_MAC } from '../../../node/addresses.ts'
import { inNetns } from '../../../../../system/network-namespace.ts'
import type { Pod } from '../../../node/pod.ts'

const SEND_FRAME = bpfFile('send-frame')

export interface Segment {
  from: { address: string; port: number }
  to: { address: string; port: number }
  flags: ('SYN' | 'ACK' | 'FIN' | 'RST')[]
  sequence: number
  acknowledged?: number
  data?: string
}

export interface Frame {
  source: string
  destination: string
  protocol: 'icmp' | 'tcp' | 'udp'
  payload: Buffer
  /** The field of flags and fragment offset; 0x2000 means "more fragments". */
  fragment?: number
  ttl?: number
}

const PROTOCOL = { icmp: 1, tcp: 6, udp: 17 }
const FLAG = { FIN: 1, SYN: 2, RST: 4, ACK: 16 }

export function tcpFrame(segment: Segment): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt16BE(segment.from.port, 0)
  header.writeUInt16BE(segment.to.port, 2)
  header.writeUInt32BE(segment.sequence, 4)
  header.writeUInt32BE(segment.acknowledged ?? 0, 8)
  header[12] = 5 << 4
  header[13] = segment.flags.reduce((bits, flag) => bits | FLAG[flag], 0)
  header.writeUInt16BE(0xffff, 14)
  const payload = Buffer.concat([header, Buffer.from(segment.data ?? '')])
  return ipv4Frame({
    source: segment.from.address,
    destination: segment.to.address,
    protocol: 'tcp',
    payload,
  })
}

export function ipv4Frame(frame: Frame): Buffer {
  return Buffer.concat([ethernet(0x0800), ipv4(frame), frame.payload])
}

/** Header of a frame to the node. Nothing checks its source MAC. */
export function ethernet(type: number): Buffer {
  const header = Buffer.from(`${NODE_MAC.replaceAll(':', '')}0200000000ff0000`, 'hex')
  header.writeUInt16BE(type, 12)
  return header
}

/** An IPv4 packet with its checksum filled in. */
export function ipv4({ source, destination, protocol, payload, fragment = 0, ttl = 64 }: Frame): Buffer {
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(20 + payload.length, 2)
  header.writeUInt16BE(fragment, 6)
  header[8] = ttl
  header[9] = PROTOCOL[protocol]
  Buffer.from(source.split('.').map(Number)).copy(header, 12)
  Buffer.from(destination.split('.').map(Number)).copy(header, 16)
  let sum = 0
  for (let at = 0; at < 20; at += 2) sum += header.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  header.writeUInt16BE(~sum & 0xffff, 10)
  return header
}

/** Sends a frame from a pod's own end of its veth. */
export const sendFrame = (pod: Pod, frame: Buffer): Promise<string> =>
  run(...inNetns(pod.netns, [SEND_FRAME, 'eth0', frame.toString('hex')]))
