/** Strangers and what is tried, for tests of attempts on a chain of the services orders and stock, wherever it runs. */
import { attemptSchema, strangerSchema } from '../scenario/attempts.ts'

export const STRANGERS = [
  { name: 'scraper', namespace: 'shop' },
  { name: 'nightly', namespace: 'batch', inMesh: true },
].map((stranger) => strangerSchema.parse(stranger))

/** One of each kind, and a guess that is made three times. */
export const ATTEMPTS = [
  { name: 'scan', kind: 'scan', from: 'stock', every: '20ms' },
  { name: 'outside', kind: 'call', from: 'scraper', to: 'stock', path: '/internal' },
  {
    ...{ name: 'guessing', kind: 'call', from: 'orders', to: 'stock', method: 'POST', path: '/login' },
    ...{ times: 3, every: '50ms' },
  },
  { name: 'fourth', kind: 'call', from: 'nightly', to: 'stock', path: '/export' },
  { name: 'store', kind: 'connect', from: 'nightly', to: 'stock' },
  { name: 'straight', kind: 'straight', from: 'orders', to: 'stock', path: '/admin' },
  { name: 'no-name', kind: 'no-such-name', from: 'orders', to: 'payments.billing' },
].map((attempt) => attemptSchema.parse(attempt))
