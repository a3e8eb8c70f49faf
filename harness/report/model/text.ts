/** Pieces of text that the page, the Markdown and the terminal share, so that all three say the same. */
import type { Capability, Fidelity, RunRecord } from '../../results/record.ts'

/** "a, b and c". */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`
}

/** "1 round", "2 rounds". */
export const plural = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

export const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** All capabilities in the order of the report's matrix. `mark` is the short name; `gives` completes a sentence that begins "it gives". */
export const CAPABILITIES: { key: keyof Capability; mark: string; gives: string }[] = [
  { key: 'encrypts', mark: 'encrypts', gives: 'encryption' },
  { key: 'authenticatesPeer', mark: 'proves identity', gives: 'proof of identity' },
  { key: 'enforcesL4Policy', mark: 'L3/L4 policy', gives: 'L3/L4 policy' },
  { key: 'parsesL7', mark: 'reads HTTP', gives: 'insight into HTTP' },
  { key: 'enforcesL7Policy', mark: 'L7 policy', gives: 'L7 policy' },
  { key: 'emitsFlows', mark: 'flows', gives: 'flow events' },
  { key: 'emitsMetrics', mark: 'metrics', gives: 'metrics' },
]

/** "ours, emulated": who wrote the datapath and how close it is to the product. Shown beside its figures. */
export function fidelityText(fidelity: Fidelity): string {
  return fidelity.ours ? `ours, ${fidelity.level}` : fidelity.level
}

/** How an arm relates to the product it is named after: "emulated; stands for: Istio 1.30 sidecar". */
export function namedAfter(fidelity: Fidelity): string {
  const isTheThing = fidelity.level === 'as shipped' || fidelity.level === 'modified'
  return `${fidelityText(fidelity)}${isTheThing ? ': ' : '; stands for: '}${fidelity.models}`
}

/** Whether the calls of a load keep their connections. */
export const connectionText = (connection: RunRecord['loads'][number]['connection']): string =>
  connection === 'keep-alive' ? 'connections kept' : 'a new connection for each call'
