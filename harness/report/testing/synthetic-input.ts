/** Input of a report from a made-up run, for tests. */
import { loadPrices } from '../../prices/load-prices.ts'
import { analyze } from '../../stats/analyze.ts'
import { syntheticRun, type SyntheticOptions } from '../../stats/testing/synthetic-run.ts'
import { SYNTHETIC_KIND } from '../../stats/testing/synthetic-kind.ts'
import type { ReportInput } from '../report-input.ts'

export function syntheticInput(options: Partial<SyntheticOptions> = {}): ReportInput {
  const { run, journal, evidence, samplesOf } = syntheticRun({ seed: '7f3c', ...options })
  return {
    run,
    journal,
    evidence,
    analysis: analyze(run, journal, evidence, samplesOf),
    prices: loadPrices(),
  }
}

/** Two meshes on kind, each in a cluster of its own. */
export const kindInput = (options: Partial<SyntheticOptions> = {}): ReportInput =>
  syntheticInput({ ...SYNTHETIC_KIND, trialNoise: 0.01, ...options })

/** Every trial of an arm with the same outcome. */
export const troubleOf = (arm: string, status: 'invalid' | 'failed' | 'missing', rounds = 24) =>
  Array.from({ length: rounds }, (_, round) => ({ arm, round, status }))

/** Calls of one page of the shop. */
const SHOP_EDGES = [
  ['client', 'frontend', 1],
  ['client', 'checkout', 1],
  ['client', 'cart', 1],
  ['frontend', 'catalog', 1],
  ['frontend', 'cart', 1],
  ['frontend', 'recommendations', 1],
  ['frontend', 'currency', 1],
  ['recommendations', 'catalog', 1],
  ['catalog', 'stock', 2],
  ['catalog', 'currency', 2],
  ['cart', 'cart-store', 3],
  ['checkout', 'cart', 1],
  ['checkout', 'payment', 1],
  ['checkout', 'shipping', 1],
  ['checkout', 'currency', 1],
].map(([from, to, callsPerPage]) => ({
  from: String(from),
  to: String(to),
  callsPerPage: Number(callsPerPage),
}))

/** A ten-service web shop in three namespaces, with a proof of every edge. */
export function shopInput(): ReportInput {
  const input = syntheticInput()
  const service = (namespace: string, calls: string[]) => ({ namespace, calls, cpuUs: 0, responseBytes: 512 })
  const services = {
    frontend: service('web', ['catalog', 'cart', 'recommendations', 'currency']),
    recommendations: service('web', ['catalog']),
    catalog: service('shop', ['stock', 'currency']),
    cart: service('shop', ['cart-store']),
    checkout: service('shop', ['cart', 'payment', 'shipping', 'currency']),
    'cart-store': service('shop', []),
    stock: service('back-office', []),
    payment: service('back-office', []),
    shipping: service('back-office', []),
    currency: service('back-office', []),
  }
  const proof = (from: string, to: string, calls: number) => ({
    ...input.evidence[0]!,
    kind: 'edge' as const,
    subject: { from, to },
    claim: 'it answered, in whatever words',
    where: to,
    expected: { comparison: 'exactly' as const, count: 23 * calls },
    observed: { count: 23 * calls },
  })
  return {
    ...input,
    run: {
      ...input.run,
      scenario: {
        ...input.run.scenario,
        name: 'shop',
        services,
        page: [['frontend'], ['checkout', 'cart']],
        edges: SHOP_EDGES,
        callsPerPage: 17,
      },
    },
    evidence: [
      ...input.evidence,
      proof('client', 'frontend', 1),
      proof('frontend', 'catalog', 1),
      proof('recommendations', 'catalog', 1),
    ],
  }
}
