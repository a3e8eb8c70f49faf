/** The account of a window's pages: each page that was due is counted in exactly one column. */
import type { Ledger } from '../../results/record.ts'
import type { PageRun } from '../page-run.ts'

export interface LedgerBook {
  ledger: Ledger
  sent(): void
  notSent(reason: string): void
  settled(page: PageRun): void
}

export function createLedgerBook(): LedgerBook {
  const ledger: Ledger = { offered: 0, completed: 0, failed: 0, timedOut: 0, notSent: 0, errors: {} }
  const countError = (reason: string) => {
    ledger.errors[reason] = (ledger.errors[reason] ?? 0) + 1
  }
  return {
    ledger,
    sent() {
      ledger.offered++
    },
    notSent(reason) {
      ledger.offered++
      ledger.notSent++
      countError(reason)
    },
    settled(page) {
      if (page.outcome === 'completed') {
        ledger.completed++
        return
      }
      if (page.outcome === 'timed out') ledger.timedOut++
      else ledger.failed++
      countError(page.reason)
    },
  }
}
