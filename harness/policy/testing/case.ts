/** For tests: a case of policy semantics as data, and the world of the Kubernetes e2e suite that most cases are about. */
import type { Attempt, HttpRequest } from '../attempt.ts'
import type { End, MeshMembership, Protocol, World, WorldPod } from '../world.ts'

/** What a probe sees; `ALLOW` and `DENY` (a time-out) as the case names them. */
export type Seen = 'ALLOW' | 'DENY' | '403' | 'RESET' | 'REFUSED'

export interface Probe {
  from: string | string[]
  to: string | string[]
  seen: Seen
  http?: Partial<HttpRequest>
  dnsName?: string
}

export interface Case {
  number: string
  /** What the case is about, as a sentence. */
  says: string
  /** Objects as a user would write them; JSON is YAML. */
  policies: object[]
  world?: World
  probes?: Probe[]
  /** Part of the message with which reading the policies is refused. */
  refused?: string
}

/** A probe of TCP port 80: `probe('x/b', 'x/a:81', 'DENY')`. */
export const probe = (
  from: Probe['from'],
  to: Probe['to'],
  seen: Seen,
  more: Partial<Probe> = {},
): Probe => ({
  from,
  to,
  seen,
  ...more,
})

export const NAMESPACES = ['x', 'y', 'z']
export const PODS = ['a', 'b', 'c']
/** The nine pods, "x/a" to "z/c". */
export const ALL = NAMESPACES.flatMap((namespace) => PODS.map((pod) => `${namespace}/${pod}`))
export const others = (...without: string[]): string[] => ALL.filter((name) => !without.includes(name))

const PROTOCOLS: Protocol[] = ['TCP', 'UDP', 'SCTP']

const podOf = (namespace: string, name: string, n: number, mesh: MeshMembership | null): WorldPod => ({
  namespace,
  labels: { pod: name },
  address: `10.0.${NAMESPACES.indexOf(namespace)}.${n + 1}`,
  ports: PROTOCOLS.flatMap((protocol) =>
    [80, 81].map((port) => ({ name: `serve-${port}-${protocol.toLowerCase()}`, port, protocol })),
  ),
  serviceAccount: name,
  mesh,
})

/** Namespaces x, y, z with pods a, b, c, without or with sidecars. */
export const worldOfCases = (mesh: MeshMembership | null = null): World => ({
  namespaces: Object.fromEntries(NAMESPACES.map((name) => [name, { ns: name }])),
  pods: Object.fromEntries(
    NAMESPACES.flatMap((namespace) =>
      PODS.map((name, n) => [`${namespace}/${name}`, podOf(namespace, name, n, mesh)]),
    ),
  ),
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
})

/** The world with some pods changed. */
export const withPods = (world: World, changes: Record<string, Partial<WorldPod>>): World => ({
  ...world,
  pods: {
    ...world.pods,
    ...Object.fromEntries(
      Object.entries(changes).map(([name, change]) => [name, { ...world.pods[name]!, ...change }]),
    ),
  },
})

/** "x/a", "host", or an address; behind it the port and the protocol: "x/a:81/UDP", "x/a:icmp". */
function endOf(text: string): { end: End; port: string } {
  const [name = '', port = '80/TCP'] = text.split(':')
  const end: End =
    name === 'host'
      ? { kind: 'host' }
      : /^[\d.]+$/.test(name)
        ? { kind: 'outside', address: name }
        : { kind: 'pod', pod: name }
  return { end, port }
}

/** The attempts of a probe: one for each pair of its ends. */
export const attemptsOf = ({ from, to, http, dnsName }: Probe): Attempt[] =>
  [from].flat().flatMap((caller) =>
    [to].flat().map((called): Attempt => {
      const { end, port: written } = endOf(called)
      const [port = '', protocol = 'TCP'] = written.split('/')
      const isIcmp = port === 'icmp'
      return {
        from: endOf(caller).end,
        to: end,
        protocol: isIcmp ? 'ICMP' : (protocol as Protocol),
        port: isIcmp ? null : Number(port),
        ...(http && { http: { method: 'GET', path: '/', host: 'a.x', headers: {}, ...http } }),
        ...(dnsName !== undefined && { dnsName }),
      }
    }),
  )

const object =
  (apiVersion: string, kind: string) =>
  (namespace: string, spec: object, more: object = {}) => ({
    apiVersion,
    kind,
    metadata: { name: `policy-${++made}`, namespace, ...more },
    spec,
  })
let made = 0

/** Objects with names of their own. */
export const networkPolicy = object('networking.k8s.io/v1', 'NetworkPolicy')
export const ciliumPolicy = object('cilium.io/v2', 'CiliumNetworkPolicy')
export const authorizationPolicy = object('security.istio.io/v1', 'AuthorizationPolicy')
export const clusterwidePolicy = (spec: object) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumClusterwideNetworkPolicy',
  metadata: { name: `policy-${++made}` },
  spec,
})

export const label = (labels: Record<string, string>) => ({ matchLabels: labels })
