/** Sends a DNS query over UDP from a connected or an unconnected socket. The two pass different hooks of a datapath. */
import { createSocket } from 'node:dgram'
import { encodeQuery, readAnswer } from './dns-message.ts'

export interface DnsProbe {
  address: string
  port: number
  /** Complete name to ask for: no search domains are added. */
  name: string
  mode: 'connected' | 'unconnected'
  timeoutMs: number
}

/**
 * Returns "answered from A.B.C.D", "rcode 3 from A.B.C.D", the error's code, or "timeout". The address is the peer as this program
 * sees it: the result of getpeername for a connected socket, otherwise the sender of the reply. Never throws.
 */
export function probeDns(probe: DnsProbe): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const id = Math.floor(Math.random() * 0x1_0000)
    const query = encodeQuery(id, probe.name)
    const timer = setTimeout(() => finish('timeout'), probe.timeoutMs)
    const finish = (outcome: string) => {
      clearTimeout(timer)
      socket.removeAllListeners('error').on('error', () => undefined)
      socket.close()
      resolve(outcome)
    }
    const failed = (error: NodeJS.ErrnoException) => finish(error.code ?? error.message)
    socket.once('error', failed)
    socket.on('message', (message, sender) => {
      const rcode = readAnswer(message, id)
      // This message is not the answer to our query, so keep waiting.
      if (rcode === null) return
      const from = probe.mode === 'connected' ? socket.remoteAddress().address : sender.address
      finish(rcode === 0 ? `answered from ${from}` : `rcode ${rcode} from ${from}`)
    })
    if (probe.mode === 'connected') {
      socket.connect(probe.port, probe.address, (error?: Error) => {
        if (error) failed(error)
        else socket.send(query, (sendError) => sendError && failed(sendError))
      })
    } else {
      socket.send(query, probe.port, probe.address, (error) => error && failed(error))
    }
  })
}
