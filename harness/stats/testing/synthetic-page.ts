/** Pages as the hop clock would draw them, made up from the time that each part takes. For tests. */
import type { DrawnPage } from '../../results/record.ts'

type Span = DrawnPage['spans'][number]

/** A call of a page, and the calls that the called service makes: groups one after the other, the calls of a group at once. */
export interface MadeUpCall {
  to: string
  /** The service's own time, as a share of the time of a service. */
  app: number
  groups: MadeUpCall[][]
}

/** µs of a hop, request and response together, of its five parts where there are proxies, and of a service. */
export interface HopTimes {
  transport: number
  proxied: { loopback: number; proxy: number; wire: number } | null
  app: number
}

/** Draws the page of a client that makes the calls of `groups`. `slowness` stretches every part. */
export function madeUpPage(
  clientUs: number,
  groups: readonly MadeUpCall[][],
  { transport, proxied, app: appUs }: HopTimes,
  slowness = 1,
): DrawnPage {
  const spans: Span[] = []
  const add = (path: string, part: Span['part'], where: string, fromUs: number, us: number): number => {
    const toUs = fromUs + us * slowness
    spans.push({ path, part, where, fromUs, toUs, critical: true })
    return toUs
  }

  /** Adds the own time of a program in pieces around its calls. Returns when the program is done. */
  function program(
    name: string,
    path: string,
    ownUs: number,
    calls: readonly MadeUpCall[][],
    startUs: number,
  ): number {
    const piece = ownUs / (calls.length + 1)
    const part = path === '' ? 'client' : 'app'
    let number = 0
    let nowUs = add(path, part, name, startUs, piece)
    for (const group of calls) {
      const begunAt = spans.length
      const ends = group.map((one) => {
        const first = spans.length
        const endUs = call(name, one, `${path}${(++number).toString(36)}`, nowUs)
        return { endUs, first, last: spans.length }
      })
      const lastUs = Math.max(...ends.map(({ endUs }) => endUs))
      const slowest = ends.find(({ endUs }) => endUs === lastUs)!
      for (let at = begunAt; at < spans.length; at++)
        if (at < slowest.first || at >= slowest.last) spans[at]!.critical = false
      nowUs = add(path, part, name, lastUs, piece)
    }
    return nowUs
  }

  function call(from: string, { to, app, groups: calls }: MadeUpCall, path: string, atUs: number): number {
    const way: [Span['part'], string, number][] =
      proxied === null
        ? [['transport', `${from} → ${to}`, transport / 2]]
        : [
            ['caller-loopback', from, proxied.loopback / 2],
            ['caller-proxy', from, proxied.proxy / 2],
            ['wire', `${from} → ${to}`, proxied.wire / 2],
            ['callee-proxy', to, proxied.proxy / 2],
            ['callee-loopback', to, proxied.loopback / 2],
          ]
    const there = way.reduce((nowUs, [part, where, us]) => add(path, part, where, nowUs, us), atUs)
    const answered = program(to, path, app * appUs, calls, there)
    return way.toReversed().reduce((nowUs, [part, where, us]) => add(path, part, where, nowUs, us), answered)
  }

  const totalUs = program('client', '', clientUs, groups, 0)
  return { totalUs, spans: spans.toSorted((a, b) => a.fromUs - b.fromUs || a.path.length - b.path.length) }
}
