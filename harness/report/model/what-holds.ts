/** What an invalid run is good for all the same: load and noise spoil times and CPU, not what happened and who saw it. */
import type { ReportInput } from '../report-input.ts'

/**
 * "Proofs and flows hold all the same: npm run flows", or null where proofs failed and nobody looked on, or where a source could not be
 * asked to the end.
 */
export function whatHolds({
  analysis,
  evidence,
  sights = [],
}: Pick<ReportInput, 'analysis' | 'evidence' | 'sights'>): string | null {
  const isComplete = sights.length > 0 && sights.every(({ about }) => about !== null && !about.unknownSince)
  if (!isComplete) return null
  const parts = [
    ...(evidence.length > 0 && analysis.evidence.broken.length === 0 ? ['proofs'] : []),
    'flows',
    ...(sights.some(({ attempts }) => attempts !== undefined) ? ['attempts'] : []),
  ]
  const last = parts.at(-1)!
  const all = parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
  return `${all[0]!.toUpperCase()}${all.slice(1)} hold all the same: npm run flows`
}
