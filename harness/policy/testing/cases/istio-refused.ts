/** Policies of Istio that its webhook refuses; the numbers are those of the cases that they are variants of. */
import { authorizationPolicy as authz, type Case } from '../case.ts'

const path = (one: string) => authz('x', { rules: [{ to: [{ operation: { paths: [one] } }] }] })

export const ISTIO_REFUSED: Case[] = [
  {
    number: 'A-16',
    says: 'a variable that is a part of a segment',
    policies: [path('/foo/{*}/bar/{**}.txt')],
    refused: 'must have braces only as {*} or {**}, each a whole segment of the path',
  },
  {
    number: 'A-16',
    says: 'a variable after one of any number of segments',
    policies: [path('/foo/{**}/bar/{*}')],
    refused: 'must have no variable after {**}',
  },
  {
    number: 'A-16',
    says: 'an asterisk beside a variable',
    policies: [path('/a/*/{**}')],
    refused: 'must be a path whose only variables are {*} and {**}',
  },
  {
    number: 'A-20',
    says: 'a condition on something that is none',
    policies: [authz('x', { rules: [{ when: [{ key: 'source.nothing', values: ['a'] }] }] })],
    refused: 'spec.rules[0].when[0].key',
  },
]
