/** The table of the collection of cases: which are judged by the evaluator, and which are tried on real datapaths, or why not. */
import { attemptsOf, type Case } from '../../policy/testing/case.ts'
import { AT_SIDECAR, BY_IDENTITY } from '../../policy/testing/all-cases.ts'
import { NOT_JUDGED } from '../../policy/testing/cases/not-judged.ts'
import { atSidecarOnTheWire, byIdentityOnTheWire, type OnTheWire } from '../../policy/testing/on-the-wire.ts'
import { table } from '../generated-block.ts'

/** Rows in the order of the numbers; a number may have several cases. */
export function policyCasesTable(): string {
  const rows = [
    ...BY_IDENTITY.map((one) => [one.number, one.says, evaluated(one), tried(byIdentityOnTheWire(one)), '–']),
    ...AT_SIDECAR.map((one) => [one.number, one.says, evaluated(one), '–', tried(atSidecarOnTheWire(one))]),
    ...NOT_JUDGED.map(({ number, why }) => [number, `not judged: ${why}`, 'no', 'no', 'no']),
  ]
  const order = (number: string): number => ['NP', 'D', 'C', 'H', 'A'].indexOf(number.split('-')[0]!)
  const sorted = rows.toSorted(
    ([a = ''], [b = '']) => order(a) - order(b) || a.localeCompare(b, 'en', { numeric: true }),
  )
  return table(['case', 'what it says', 'evaluator', 'eBPF', "Envoy's RBAC"], sorted)
}

function evaluated(one: Case): string {
  if (one.refused !== undefined) return 'refused, as it must be'
  return `${(one.probes ?? []).flatMap(attemptsOf).length} attempts`
}

/** How many attempts were made on the wire, and why others were not. */
const tried = ({ tried: { length }, left }: OnTheWire): string =>
  [...(length > 0 ? [`${length} attempts`] : []), ...left.map((why) => `not: ${why}`)].join('; ')
