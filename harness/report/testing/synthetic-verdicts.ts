/** For tests: the verdict matrices of three arms: one that enforces nothing, one by identity with deviations, one at proxies. */
import type { MadeTry } from '../../flows/attempts-made.ts'
import type { VerdictCell, Verdicts } from '../../results/verdicts.ts'

const made = (face: MadeTry['outcome']['face'], status: number | null = null): MadeTry => ({
  ...{ at: '2026-11-28T00:00:00.000Z', tookMs: face === 'time-out' ? 1001.2 : 2.5 },
  outcome: { face, status, code: null },
})
export const ANSWERED = made('answered', 200)
export const TIME_OUT = made('time-out')
const FORBIDDEN = made('answered', 403)

const NETWORK = 'NetworkPolicy shop/<b>closed'
const AUTHORIZATION = 'AuthorizationPolicy shop/readers'
const DENIED = { outcome: 'dropped', by: [NETWORK] } as const
const ALLOWED = { outcome: 'allowed', by: [] } as const
const READERS = { outcome: '403', by: [AUTHORIZATION] } as const

const cell = (
  from: string,
  to: string,
  method: string,
  expected: VerdictCell['expected'],
  together: VerdictCell['together'],
  compiled: VerdictCell['compiled'],
  ...tries: MadeTry[]
): VerdictCell => ({
  ...{ from, to, port: 8080, served: 'http', request: { method, path: '/' } },
  ...{ expected, together, compiled, tries },
})

const matrix = (arm: string, more: Partial<Verdicts>): Verdicts => ({
  ...{ arm, from: '2026-11-28T00:00:00.000Z', to: '2026-11-28T00:00:03.000Z', leftOut: 0, cells: [] },
  ...{ enforced: [], notEnforced: [], compiledFrom: null, knownFirst: ['denied', 'allowed'] },
  inForce: { notMeasured: 'nothing is enforced' },
  ...more,
})

export const VERDICTS: Verdicts[] = [
  matrix('direct', {
    notEnforced: [NETWORK, AUTHORIZATION].map((policy) => ({ policy, why: 'the plain network has no policy engine' })),
    knownFirst: ['allowed'],
    cells: [
      cell('client', 'orders', 'GET', ALLOWED, ALLOWED, null, ANSWERED),
      cell('client', 'orders', 'POST', ALLOWED, READERS, null, ANSWERED),
      cell('client', 'stock', 'GET', ALLOWED, DENIED, null, ANSWERED),
    ],
  }),
  matrix('ebpf', {
    ...{ enforced: [NETWORK], compiledFrom: 'BPF maps', inForce: { afterMs: 0.42, how: 'a connection every ms' } },
    notEnforced: [{ policy: AUTHORIZATION, why: 'no proxy stands in front of the pod that is called' }],
    cells: [
      cell('client', 'orders', 'GET', ALLOWED, ALLOWED, 'allowed', TIME_OUT, ANSWERED),
      cell('client', 'orders', 'POST', ALLOWED, READERS, 'allowed', ANSWERED),
      cell('client', 'stock', 'GET', DENIED, DENIED, 'allowed', TIME_OUT),
    ],
  }),
  matrix('sidecar', {
    ...{ enforced: [AUTHORIZATION], compiledFrom: 'RBAC filters' },
    notEnforced: [{ policy: NETWORK, why: 'proxies judge what reaches them' }],
    inForce: { notMeasured: 'the rules are part of the configuration' },
    knownFirst: ['denied', 'allowed'],
    cells: [
      cell('client', 'orders', 'GET', ALLOWED, ALLOWED, 'allowed', ANSWERED),
      cell('client', 'orders', 'POST', READERS, READERS, 'denied', FORBIDDEN),
      { ...cell('client', 'stock', 'GET', ALLOWED, DENIED, 'allowed'), notTried: 'both end alike' },
    ],
  }),
]

/** As many cells as fold: every service tries every other one, and the callers of one are denied. */
export const LARGE: Verdicts = matrix('ebpf', {
  ...{ enforced: [NETWORK], compiledFrom: 'BPF maps' },
  cells: Array.from({ length: 10 }, (_, from) =>
    Array.from({ length: 10 }, (__, to) =>
      to === 0
        ? cell(`s-${from}`, `t-${to}`, 'GET', DENIED, DENIED, 'denied', TIME_OUT)
        : cell(`s-${from}`, `t-${to}`, 'GET', ALLOWED, ALLOWED, 'allowed', ANSWERED),
    ),
  ).flat(),
})
