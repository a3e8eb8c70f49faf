/** One HTTP/1.1 connection carrying one exchange at a time: `net` and http-parser-js, 150-350 µs cheaper a call than http.Agent. */
import { connect, type Socket } from 'node:net'
import { HTTPParser } from 'http-parser-js'
import type { Target } from './page-plan.ts'

/** Who waits for an exchange. Objects rather than closures: this is the hot path. */
export interface Exchange {
  /** The connection stands and the request is about to be written. */
  connected(connection: Connection): void
  /** The answer is complete. `reusable`: the connection can carry another. */
  answered(connection: Connection, status: number, reusable: boolean): void
  /** The connection ended first. `unanswered`: not a byte of an answer had come. */
  broken(connection: Connection, reason: string, unanswered: boolean): void
}

export class Connection {
  readonly target: Target
  readonly connectStartedMs: number
  connectedMs = NaN
  /** Exchanges completed. */
  served = 0
  /** Told when the connection ends without an exchange under way. */
  onIdleEnd: ((connection: Connection) => void) | null = null
  private readonly socket: Socket
  private readonly parser = new HTTPParser(HTTPParser.RESPONSE)
  private exchange: Exchange | null = null
  private ended = false
  private status = 0
  private reusable = false
  private unanswered = true
  private errorReason = 'closed before the answer'

  /** Starts connecting; `exchange` is told when it stands. */
  constructor(target: Target, exchange: Exchange) {
    this.target = target
    this.exchange = exchange
    this.connectStartedMs = performance.now()
    this.socket = connect({ host: target.address, port: target.port, noDelay: true })
    this.socket.on('connect', () => {
      this.connectedMs = performance.now()
      this.exchange?.connected(this)
    })
    this.socket.on('data', (chunk: Buffer) => this.read(chunk))
    this.socket.on('end', () => this.end())
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.errorReason = error.code ?? error.message
    })
    this.socket.on('close', () => this.end())
    this.parser[HTTPParser.kOnHeadersComplete] = (info) => {
      this.status = info.statusCode
      this.reusable = info.shouldKeepAlive
    }
    this.parser[HTTPParser.kOnMessageComplete] = () => this.complete()
  }

  send(text: string, exchange: Exchange): void {
    this.exchange = exchange
    this.unanswered = true
    this.socket.write(text, 'latin1')
  }

  /** Closes it and tells nobody. */
  destroy(): void {
    this.ended = true
    this.exchange = null
    this.socket.destroy()
  }

  private read(chunk: Buffer): void {
    if (!this.exchange) {
      // Bytes nobody asked for: whatever it is, the next answer could not be trusted.
      this.end()
      return
    }
    this.unanswered = false
    const outcome = this.parser.execute(chunk)
    if (outcome instanceof Error) {
      this.errorReason = 'not HTTP'
      this.end()
    }
  }

  private complete(): void {
    // 1xx is not the answer yet.
    if (this.status < 200) return
    const { exchange } = this
    this.exchange = null
    this.served++
    exchange?.answered(this, this.status, this.reusable && !this.ended)
  }

  /** The peer has closed, or the connection broke. */
  private end(): void {
    if (this.ended) return
    // An answer without a length is complete when its connection ends.
    if (this.exchange && !this.unanswered) this.parser.finish()
    this.ended = true
    this.socket.destroy()
    const { exchange } = this
    this.exchange = null
    if (exchange) exchange.broken(this, this.errorReason, this.unanswered)
    else this.onIdleEnd?.(this)
  }
}
