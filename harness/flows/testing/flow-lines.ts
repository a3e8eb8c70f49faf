/** For tests: lines of flows in the forms that datapaths write them. */

export const BEGAN = Date.parse('2026-11-28T10:00:00Z')

let port = 40_000

interface Ends {
  from: string
  to: string
  /** Milliseconds since `BEGAN`. */
  at: number
  /** Port of the server. */
  port?: number
  /** Address of the client, for clients whose address matters. */
  address?: string
  namespace?: string
}

const pod = (name: string, namespace = 'shop') => ({ namespace, workloads: [{ name, kind: 'Pod' }] })
const time = (at: number): string => new Date(BEGAN + at).toISOString()

function lineOf(
  { from, to, at, port: server = 8080, address, namespace }: Ends,
  flow: object,
  client: number,
): string {
  return JSON.stringify({
    flow: {
      time: time(at),
      emitter: { name: 'a test', version: '1' },
      verdict: 'FORWARDED',
      IP: { source: address ?? `10.0.0.${from.length}`, destination: `10.0.1.${to.length}` },
      l4: { TCP: { source_port: client, destination_port: server } },
      // Whoever has no name is only an address.
      ...(from !== '' && { source: pod(from, namespace) }),
      destination: pod(to),
      Type: 'L3_L4',
      is_reply: false,
      ...flow,
    },
    time: time(at),
  })
}

/** A connection that opened, as the eBPF datapath tells it. */
export const opened = (ends: Ends, flow: object = {}): string => lineOf(ends, flow, ++port)

/** A connection that a policy refused: its SYN is sent again. */
export function dropped(ends: Ends): string[] {
  const client = ++port
  const flow = { verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED' }
  return [lineOf(ends, flow, client), lineOf({ ...ends, at: ends.at + 1000 }, flow, client)]
}

/** A request and its answer, told by the proxies of both ends. Only the server's proxy knows that it refused. */
export function asked(
  ends: Ends,
  { method = 'GET', url = '/', code = 200, isRefused = false } = {},
): string[] {
  const client = ++port
  return ['EGRESS', 'INGRESS'].flatMap((direction) => [
    lineOf(
      ends,
      { Type: 'L7', l7: { type: 'REQUEST', http: { method, url } }, traffic_direction: direction },
      client,
    ),
    lineOf(
      ends,
      {
        Type: 'L7',
        l7: { type: 'RESPONSE', http: { method, url, code } },
        traffic_direction: direction,
        ...(isRefused &&
          direction === 'INGRESS' && { verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED' }),
      },
      client,
    ),
  ])
}
