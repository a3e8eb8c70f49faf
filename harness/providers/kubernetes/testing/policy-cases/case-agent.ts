/** For tests: the program in each pod of a policy case. It answers on its ports, and tries what the test asks for. */
import { createInterface } from 'node:readline'
import type { ClusterApi } from '../../api/connect.ts'
import { startExec } from '../../api/exec.ts'

/** A try of one pod: a connection over which bytes or a request go, or a datagram. */
export interface CaseProbe {
  protocol: 'TCP' | 'UDP'
  address: string
  port: number
  http?: { method: string; path: string; host: string; headers: Readonly<Record<string, string>> }
}

export interface CaseAgent {
  /** "answered", "ECONNREFUSED", "timeout", "403", "closed", … for each. All are tried at once. */
  tries(probes: readonly CaseProbe[]): Promise<string[]>
  close(): void
}

/** A packet in a cluster of one node is answered within milliseconds. An answer that came later is seen when its cell is tried again. */
const TIMEOUT_MS = 300

/** Plain JavaScript, which runs in the pod. Answers "pong" to bytes and to requests on its TCP ports, and echoes datagrams. */
const PROGRAM = `
  const { createServer, connect } = require('node:net')
  const { createServer: createHttp, request } = require('node:http')
  const { createSocket } = require('node:dgram')
  const { tcp, http, udp, timeoutMs } = JSON.parse(process.argv[1])
  for (const port of http) createHttp((_, answer) => answer.end('pong')).listen(port)
  for (const port of tcp)
    createServer((socket) => socket.on('error', () => {}).on('data', () => socket.end('pong'))).listen(port)
  for (const port of udp) {
    const socket = createSocket('udp4')
    socket.on('message', (_, { port, address }) => socket.send('pong', port, address)).bind(port)
  }
  const inTime = (start) => new Promise((resolve) => {
    const timer = setTimeout(() => done('timeout'), timeoutMs)
    const done = (outcome) => { clearTimeout(timer); resolve(outcome); stop() }
    const stop = start(done)
  })
  const bytes = ({ address, port }) => inTime((done) => {
    const socket = connect(port, address, () => socket.write('ping'))
    socket.on('data', () => done('answered')).on('error', ({ code }) => done(code)).on('end', () => done('closed'))
    return () => socket.destroy()
  })
  const ask = ({ address, port, http: { method, path, host, headers } }) => inTime((done) => {
    const asked = request({ host: address, port, method, path, agent: false, headers: { ...headers, host } }, (answer) => {
      answer.resume().on('end', () => done(answer.statusCode === 200 ? 'answered' : String(answer.statusCode)))
    })
    asked.on('error', ({ code }) => done(code)).end()
    return () => asked.destroy()
  })
  const datagram = ({ address, port }) => inTime((done) => {
    const socket = createSocket('udp4')
    socket.on('message', () => done('answered')).on('error', ({ code }) => done(code))
    socket.connect(port, address, () => socket.send('ping'))
    return () => socket.close()
  })
  const one = (probe) => probe.protocol === 'UDP' ? datagram(probe) : probe.http ? ask(probe) : bytes(probe)
  require('node:readline').createInterface({ input: process.stdin }).on('line', async (line) => {
    console.log(JSON.stringify(await Promise.all(JSON.parse(line).map(one))))
  }).on('close', () => process.exit())
  console.log('ready')`

export interface Ports {
  tcp: readonly number[]
  http: readonly number[]
  udp: readonly number[]
}

/** Starts the program; resolves when it has begun. It ends with the connection. */
export async function startCaseAgent(
  api: ClusterApi,
  where: { namespace: string; pod: string },
  ports: Ports,
): Promise<CaseAgent> {
  const options = JSON.stringify({ ...ports, timeoutMs: TIMEOUT_MS })
  const exec = await startExec(api, { ...where, container: 'app' }, ['node', '-e', PROGRAM, options])
  const lines = createInterface({ input: exec.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the program in ${where.namespace}/${where.pod} ended: ${exec.lastLines()}`)
    return value
  }
  await next()
  let before: Promise<unknown> = Promise.resolve()
  return {
    tries(probes) {
      const answer = before.then(async () => {
        exec.stdin.write(`${JSON.stringify(probes)}\n`)
        return JSON.parse(await next()) as string[]
      })
      before = answer.catch(() => undefined)
      return answer
    },
    close: () => exec.close(),
  }
}
