/**
 * The verdict matrix of an arm whose scenario has policies, in `policy/<arm>.json`: for every source, destination, port and request what
 * the policies say, what the datapath was given, and how it ended for the one who tried.
 */
import { z } from 'zod'
import { trySchema, type MadeTry } from '../flows/attempts-made.ts'

const time = z.string().describe('RFC 3339, UTC')
const policyNames = z.array(z.string()).describe('"NetworkPolicy shop/orders"')

/** `dropped`: the caller hears nothing. `reset`: the connection is closed. */
export const outcomeOfPolicySchema = z.enum(['allowed', 'dropped', '403', 'reset', 'dns-refused'])
export type OutcomeOfPolicy = z.infer<typeof outcomeOfPolicySchema>

export const verdictCellSchema = z.strictObject({
  from: z.string().describe('pod of the caller'),
  to: z.string().describe('pod that is called'),
  port: z.int().describe('TCP port of the pod'),
  served: z.enum(['http', 'database', 'nothing']).describe('what listens at the port'),
  request: z.strictObject({ method: z.string(), path: z.string() }).nullable(),
  expected: z
    .strictObject({ outcome: outcomeOfPolicySchema, by: policyNames })
    .describe('of the policies that the arm enforces, by the evaluator'),
  together: z
    .strictObject({ outcome: outcomeOfPolicySchema, by: policyNames })
    .describe('of all policies of the scenario, as if each were enforced in its place'),
  compiled: z
    .enum(['allowed', 'denied'])
    .nullable()
    .describe('what the tables or the configuration that were read from the datapath say; null: not read'),
  tries: z.array(trySchema).describe('the first, and where it deviated those after it'),
  notTried: z.string().optional(),
})
export type VerdictCell = z.infer<typeof verdictCellSchema>

export const verdictsSchema = z.strictObject({
  arm: z.string(),
  from: time,
  to: time,
  enforced: policyNames.describe('policies that the arm enforces'),
  notEnforced: z.array(z.strictObject({ policy: z.string(), why: z.string() })),
  compiledFrom: z.string().nullable().describe('what the compiled policies were read from'),
  knownFirst: z
    .array(z.enum(['allowed', 'denied']))
    .describe('kinds of cells of which one was tried before all others, and ended as expected'),
  inForce: z
    .union([
      z.strictObject({ afterMs: z.number(), how: z.string() }),
      z.strictObject({ notMeasured: z.string() }),
    ])
    .describe('how long after a change a new connection was judged by it'),
  leftOut: z.int().min(0).describe('cells beyond the most that are tried'),
  cells: z.array(verdictCellSchema),
})
export type Verdicts = z.infer<typeof verdictsSchema>

/** Whether a try ended as an outcome of policies looks like at this cell. */
export function endedAs(
  { served }: Pick<VerdictCell, 'served'>,
  expected: OutcomeOfPolicy,
  { outcome: { face, status } }: MadeTry,
): boolean {
  switch (expected) {
    case 'allowed':
      // Where nobody listens, the kernel of a pod that was reached refuses.
      if (served === 'nothing') return face === 'refused'
      return served === 'database' ? face === 'connected' : face === 'answered' && status === 200
    case 'dropped':
      return face === 'time-out'
    case '403':
      return face === 'answered' && status === 403
    case 'reset':
      return face === 'reset' || face === 'closed'
    case 'dns-refused':
      return false
  }
}

export const isDenial = (outcome: OutcomeOfPolicy): boolean => outcome !== 'allowed'

/** Whether the try at this position ended as expected; false where there is none. */
export const wasAsExpected = (cell: VerdictCell, position: number): boolean => {
  const one = cell.tries.at(position)
  return one !== undefined && endedAs(cell, cell.expected.outcome, one)
}

/** Whether the compiled policies say what the evaluator says; true where they were not read. */
export const compiledAsExpected = ({ compiled, expected }: VerdictCell): boolean =>
  compiled === null || (compiled === 'denied') === isDenial(expected.outcome)
