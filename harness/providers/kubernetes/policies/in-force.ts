/** Puts the policies of an arm in force, measures how long that takes, and proves each cell of their verdict matrix. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Proof } from '../../../arm/claims.ts'
import { nameOf } from '../../../policy/policy.ts'
import type { PolicyCell } from '../../shared/policy-cells.ts'
import type { Ask } from './ask-cells.ts'

/** A cell that deviates once more after this time has not been late. */
const IN_FORCE_WITHIN_MS = 20_000
const ASK_EVERY_MS = 50
/** How often a cell that deviates is tried again. Its first outcome stays the one that counts. */
const TRIED_AGAIN = 2

export interface PutInForce {
  /** What the known denial and the known answer were before the policies were applied. */
  before: { cell: PolicyCell; observed: string }[]
  /** From the API server's answer to the last policy until the first try that saw the known denial; null where nobody saw one. */
  knownDenialMs: number | null
  /** The same until every cell had been seen as expected; null where one never was. */
  allCellsMs: number | null
}

/** One cell that must be denied and one that must be answered: without them a matrix certifies nothing. */
export const knownCells = (cells: readonly PolicyCell[]): PolicyCell[] => [
  ...cells.filter(({ allowed }) => !allowed).slice(0, 1),
  ...cells.filter(({ allowed }) => allowed).slice(0, 1),
]

/** @param apply resolves when the API server has taken the last policy */
export async function putInForce(
  cells: readonly PolicyCell[],
  ask: Ask,
  apply: () => Promise<void>,
): Promise<PutInForce> {
  const known = knownCells(cells)
  const seen = await ask(known)
  await apply()
  const appliedAtMs = performance.now()
  const untilExpected = async (wanted: readonly PolicyCell[]): Promise<number | null> => {
    let waiting = [...wanted]
    for (;;) {
      const triedMs = performance.now() - appliedAtMs
      const observed = await ask(waiting)
      waiting = waiting.filter((cell, n) => observed[n] !== cell.expected)
      if (waiting.length === 0) return triedMs
      if (triedMs > IN_FORCE_WITHIN_MS) return null
      await sleep(ASK_EVERY_MS)
    }
  }
  const denied = known.filter(({ allowed }) => !allowed)
  return {
    before: known.map((cell, n) => ({ cell, observed: seen[n]! })),
    knownDenialMs: denied.length === 0 ? null : await untilExpected(denied),
    allCellsMs: await untilExpected(cells),
  }
}

/** Proofs that the known cells were answered without the policies, and when the policies were in force. */
export function proofsOfForce({ before, knownDenialMs, allCellsMs }: PutInForce): Proof[] {
  const denied = before.find(({ cell }) => !cell.allowed)
  return [
    ...before.map(({ cell: { from, to, kind }, observed }): Proof => ({
      kind: 'policy',
      subject: { from, to },
      claim: `before the policies were applied ${from} was answered by ${to}`,
      where: `${from} → ${to}`,
      expected: { text: kind === 'http' ? '200' : 'answered' },
      observed: { text: observed },
      holds: observed === (kind === 'http' ? '200' : 'answered'),
      source: sourceOf(from, kind),
    })),
    ...(denied
      ? [inForce(denied.cell, 'the known denial is seen soon after the policies were applied', knownDenialMs)]
      : []),
    ...(denied ? [inForce(denied.cell, 'every verdict of the policies is seen soon after', allCellsMs)] : []),
  ]
}

const inForce = ({ from, to }: PolicyCell, claim: string, ms: number | null): Proof => ({
  kind: 'policy',
  subject: { from, to },
  claim,
  where: `${from} → ${to}`,
  expected: { comparison: 'at most', count: IN_FORCE_WITHIN_MS, unit: 'ms after the API server took them' },
  observed:
    ms === null
      ? { text: 'not seen within this time' }
      : { count: Math.round(ms), unit: 'ms after the API server took them' },
  holds: ms !== null && ms <= IN_FORCE_WITHIN_MS,
  source: 'probes from the pods of the callers',
})

/** Tries every cell. One that deviates is tried again, and all of its outcomes are told. */
export async function proveCells(cells: readonly PolicyCell[], ask: Ask): Promise<Proof[]> {
  const first = await ask(cells)
  const deviating = cells.filter((cell, n) => first[n] !== cell.expected)
  const again = new Map<PolicyCell, string[]>(deviating.map((cell) => [cell, []]))
  for (let time = 0; deviating.length > 0 && time < TRIED_AGAIN; time += 1) {
    const observed = await ask(deviating)
    deviating.forEach((cell, n) => again.get(cell)!.push(observed[n]!))
  }
  return cells.map((cell, n) => proofOf(cell, [first[n]!, ...(again.get(cell) ?? [])]))
}

function proofOf({ from, to, kind, allowed, expected, verdict }: PolicyCell, observed: string[]): Proof {
  const [first, ...again] = observed
  return {
    kind: 'policy',
    subject: { from, to },
    claim: `${from} ${allowed ? 'may' : 'may not'} ${kind === 'http' ? `ask ${to} for /` : `query ${to}`}${deciders(verdict.by.map(nameOf))}`,
    where: `${from} → ${to}`,
    expected: { text: expected },
    observed: { text: again.length === 0 ? first! : `${first}; tried again: ${again.join(', ')}` },
    holds: first === expected,
    source: sourceOf(from, kind),
  }
}

/** Most names of policies in a claim. */
const MOST_NAMED = 3
const deciders = (names: string[]): string =>
  names.length === 0
    ? ''
    : ` (${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ' and others' : ''})`

const sourceOf = (from: string, kind: PolicyCell['kind']): string =>
  `${kind === 'http' ? 'HTTP' : 'PostgreSQL'} client in the pod of ${from}`
