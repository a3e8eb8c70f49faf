/** The facts of "Why you can believe it": proofs, ledger, machine and instrument, all taken from the records. */
import type { ReportInput } from '../../report-input.ts'
import type { Views } from '../views.ts'
import type { Belief } from './fact.ts'
import { pathFacts } from './path-facts.ts'
import { ledgerFacts } from './ledger-facts.ts'
import { machineFacts } from './machine-facts.ts'
import { instrumentFacts } from './instrument-facts.ts'

/** Groups of short facts, in the order in which a sceptic would ask for them. */
export function beliefs(views: Views, input: ReportInput): Belief[] {
  return [
    { heading: 'Proofs that traffic took its path', facts: pathFacts(views, input) },
    { heading: 'What was sent, and what counts', facts: ledgerFacts(views, input) },
    { heading: 'The machine', facts: machineFacts(views, input) },
    { heading: 'The instrument', facts: instrumentFacts(views, input) },
  ].filter(({ facts }) => facts.length > 0)
}
